import { createRoutedStep, Gateway, type GatewayStep } from "../../../../src/local/gateway";
import type { GatewayResponse } from "../../../../src/local/http";
import { API, request } from "../../authorizers/support";

const send = (response: GatewayResponse) => response;
const OK = { status: 200, headers: [], body: Buffer.from("ok") };

/** Returns a gateway with these steps, and the statuses that it has logged. */
function createGateway(...steps: readonly GatewayStep[]) {
  const logged: unknown[] = [];
  const onRequest = ({ response }: { readonly response: { readonly status: number } }) =>
    logged.push(response.status);
  const parts = { api: API, accountId: "123456789012", region: "eu-central-1", onRequest };
  const finish = (response: GatewayResponse) => ({ ...response, status: response.status + 1 });
  const gateway = new Gateway(parts, { steps, finish, contextVariable: () => undefined });
  return { gateway, logged };
}

test("steps run in order over one record, until a step responds", async () => {
  const names: string[] = [];
  const step = (name: string, response?: typeof OK): GatewayStep => ({
    name,
    run: (record) => {
      names.push(`${name} after ${record.stagePath ?? "nothing"}`);
      record.stagePath = name;
      return response;
    },
  });
  const later: GatewayStep = { name: "later", run: async () => undefined };
  const { gateway, logged } = createGateway(step("a"), later, step("b"), step("c", OK), step("d"));
  await gateway.handle(request(), send);
  expect(names).toEqual(["a after nothing", "b after a", "c after b"]);
  expect(logged).toEqual([201]);
});

test("the log has the response that was sent, if it differs from the response of the steps", async () => {
  const { gateway, logged } = createGateway({ name: "only", run: () => OK });
  await gateway.handle(request(), (response) => ({ ...response, status: 500 }));
  expect(logged).toEqual([500]);
});

test("a list of steps that never responds is an error that names the last step", async () => {
  const { gateway } = createGateway({ name: "last", run: () => undefined });
  await expect(gateway.handle(request(), send)).rejects.toThrow("the last step, last, gave no response");
});

test("a step that needs a route reports that it runs too early", async () => {
  const { gateway } = createGateway(createRoutedStep("throttle", () => OK));
  await expect(gateway.handle(request(), send)).rejects.toThrow(
    "the step throttle runs before the route is known",
  );
});
