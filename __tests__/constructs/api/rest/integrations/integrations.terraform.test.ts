import { http, httpProxy, lambdaTemplate, mock, type RestRouteTarget } from "gatewright";
import { stackDir } from "#synth";
import { withTerraformOnPath } from "../../../../plan/has-terraform";
import { applyVersions, REDEPLOYED } from "../deployment-fixture";
import { restStack } from "../rest-fixture";

/** Returns the folder of a stack with one route. */
function folderOf(target: RestRouteTarget | "function"): string {
  const { stack, api, answer } = restStack();
  api.route("GET /x", target === "function" ? answer : target, { access: "public" });
  return stackDir(stack);
}

const endpoint = (template: string, selectionPattern = "4\\d{2}") =>
  http("https://a.example", {
    responses: [{ status: 200 }, { status: 400, selectionPattern, template }],
  });

withTerraformOnPath("the integrations of a REST API in a plan", () => {
  test("a changed template, pattern or header replaces the deployment once", async () => {
    const changes = await applyVersions([
      folderOf(endpoint("$input.body")),
      folderOf(endpoint("$input.path('$.a')")),
      folderOf(endpoint("$input.path('$.a')", "400")),
      folderOf(
        http("https://a.example", { request: { headers: { "x-a": "1" } }, responses: [{ status: 200 }] }),
      ),
      folderOf(
        http("https://a.example", { request: { headers: { "x-a": "2" } }, responses: [{ status: 200 }] }),
      ),
    ]);
    expect(changes).toEqual(
      [
        ["update integration_response"],
        ["update integration_response"],
        ["delete integration_response", "delete method_response", "update integration"],
        ["update integration"],
      ].map((expected) => [...expected, ...REDEPLOYED].sort()),
    );
  });

  test("another kind of target replaces the integration and its responses, and not the method", async () => {
    const changes = await applyVersions([
      folderOf(mock({ body: { id: 1 } })),
      folderOf(http("https://a.example", { responses: [{ status: 200 }] })),
      folderOf("function"),
      folderOf(httpProxy("https://a.example")),
    ]);
    const replaced = "create and delete integration";
    expect(changes).toEqual(
      [
        [replaced, "create and delete integration_response", "update method_response"],
        [replaced, "create aws_lambda_permission", "delete integration_response", "delete method_response"],
        [replaced, "delete aws_lambda_permission"],
      ].map((expected) => [...expected, ...REDEPLOYED].sort()),
    );
  });

  test("an asynchronous invocation of the same function updates the integration in place", async () => {
    const { stack, api, answer } = restStack();
    api.route("POST /x", lambdaTemplate(answer), { access: "public" });
    const event = restStack();
    event.api.route("POST /x", lambdaTemplate(event.answer, { invocationType: "Event" }), {
      access: "public",
    });
    expect(await applyVersions([stackDir(stack), stackDir(event.stack)])).toEqual([
      [
        "create integration_response",
        "create method_response",
        "delete integration_response",
        "delete integration_response",
        "delete method_response",
        "delete method_response",
        "update integration",
        ...REDEPLOYED,
      ].sort(),
    ]);
  });
});
