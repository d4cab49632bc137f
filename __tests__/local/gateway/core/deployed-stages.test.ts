import { type LocalServer, startLocal } from "gatewright/local";
import { send } from "../raw-http";
import { type BlockArguments, writeStackFolder } from "../terraform-fixture";

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

const DEPLOYMENT = { aws_apigatewayv2_deployment: { one: { api_id: "${aws_apigatewayv2_api.api.id}" } } };

async function serve(stages: Record<string, BlockArguments>): Promise<LocalServer> {
  const routes = { "GET /x": { to: "echo" } };
  local = await startLocal({ dir: writeStackFolder({ stages, routes, more: { resource: DEPLOYMENT } }) });
  return local;
}

test.each<[BlockArguments]>([
  [{ auto_deploy: true }],
  [{ auto_deploy: "true" }],
  [{ auto_deploy: "${var.automatic}" }],
  [{ auto_deploy: null, deployment_id: "${aws_apigatewayv2_deployment.one.id}" }],
  [{ auto_deploy: false, deployment_id: "abc123" }],
])("a stage with %j is served", async (settings) => {
  const { url, notes } = await serve({ $default: settings });
  expect((await send(url, "GET /x")).status).toBe(200);
  expect(notes).toEqual([]);
});

test.each<[BlockArguments]>([
  [{ auto_deploy: null }],
  [{ auto_deploy: false }],
  [{ auto_deploy: "false" }],
  [{ auto_deploy: false, deployment_id: null }],
  [{ auto_deploy: false, deployment_id: "" }],
])("nothing is deployed to a stage with %j, so its requests get 404", async (settings) => {
  const { url, notes, logs } = await serve({ $default: settings });
  const { status, body } = await send(url, "GET /x");
  expect([status, body]).toEqual([404, '{"message":"Not Found"}']);
  expect(logs().at(-1)?.text).toContain('nothing is deployed to the stage "$default"');
  expect(notes).toEqual([
    'aws_apigatewayv2_stage.stage--default: auto_deploy and deployment_id are not set, so nothing is deployed to the stage "$default", and it responds with 404. Write auto_deploy = true.',
  ]);
});

test("a stage without a deployment does not affect the other stages", async () => {
  const { url, notes } = await serve({ $default: {}, dev: { auto_deploy: false } });
  expect((await send(url, "GET /x")).status).toBe(200);
  expect((await send(url, "GET /dev/x")).status).toBe(404);
  expect(notes).toHaveLength(1);
});
