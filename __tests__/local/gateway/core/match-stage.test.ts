import { testGateway } from "../test-gateway";

// Sources of the expected results (docs/decisions/021-facts-carry-sources.md explains the marks in titles):
// - [AWS docs]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
//   and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
// - [captured]: events in swift-server/swift-aws-lambda-events
// - [measured]: KensioSoftware/yulin

const echo = { to: "echo" };
const routes = {
  "GET /": echo,
  "GET /pets/{petId}": echo,
  "GET /files/{proxy+}": echo,
  "GET /dev/{anything}": echo,
};

describe("an API with a default stage and a named stage", () => {
  const api = testGateway({
    stages: { $default: { stage_variables: { color: "white" } }, dev: { stage_variables: { color: "red" } } },
    routes,
  });

  test("the name of a named stage is in the path, and not in the route key [AWS docs]", async () => {
    expect(await api.event("GET /dev/pets/6")).toMatchObject({
      rawPath: "/dev/pets/6",
      routeKey: "GET /pets/{petId}",
      pathParameters: { petId: "6" },
      requestContext: { stage: "dev", http: { path: "/dev/pets/6" } },
    });
  });

  test("the name of the default stage is not in the path [AWS docs]", async () => {
    const event = await api.event("GET /pets/6");
    expect([event.rawPath, event.requestContext.stage]).toEqual(["/pets/6", "$default"]);
  });

  test("each stage has its own variables [AWS docs]", async () => {
    expect((await api.event("GET /dev/pets/6")).stageVariables).toEqual({ color: "red" });
    expect((await api.event("GET /pets/6")).stageVariables).toEqual({ color: "white" });
  });

  test.each([
    ["with a trailing slash [captured]", "/dev/"],
    ["without a trailing slash [measured]", "/dev"],
  ])("a path that consists of only the stage name is the root path: %s", async (_, path) => {
    const { rawPath, routeKey, requestContext } = await api.event(`GET ${path}`);
    expect([rawPath, routeKey, requestContext.stage]).toEqual([path, "GET /", "dev"]);
  });

  test("a stage name has priority over a route of the default stage [measured]", async () => {
    const response = await api.call("GET /dev/anything");
    expect(response).toMatchObject({ status: 404 });
  });

  test("a path segment that only starts with a stage name selects no stage [AWS docs]", async () => {
    expect((await api.call("GET /devx/pets/6")).status).toBe(404);
  });

  test("a greedy parameter may be empty in a named stage [captured]", async () => {
    expect((await api.event("GET /dev/files/")).pathParameters).toEqual({ proxy: "" });
  });
});

describe("an API with named stages and no default stage", () => {
  const api = testGateway({
    stages: { dev: {}, prod: { access_log_settings: { format: "logged" } } },
    routes,
  });

  test.each([
    ["GET /dev/pets/1", "dev"],
    ["GET /prod/pets/1", "prod"],
  ])("the request %s selects the stage %s [AWS docs]", async (line, stage) => {
    expect((await api.event(line)).requestContext.stage).toBe(stage);
  });

  test.each(["/pets/1", "/", "/stage/pets/1"])(
    "the path %s has no stage, returns 404, and is not logged [AWS docs]",
    async (path) => {
      api.takeLogs("access");
      expect(await api.call(`GET ${path}`)).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
      expect(api.takeLogs("access")).toEqual([]);
    },
  );

  test("the terminal names the stages and a URL of a request without a stage", async () => {
    api.takeLogs("request");
    await api.call("GET /pets/1");
    const url = new URL("/dev/pets/1", api.local.url).href;
    expect(api.takeLogs("request")).toEqual([
      expect.stringContaining(`the API has no stage for this path. The stages are "dev", "prod": ${url}`),
    ]);
  });
});
