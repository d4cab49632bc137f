import { served } from "../test-gateway";

// Facts: http-api-stages and http-api-develop-routes, API Gateway developer guide (D); captures of the live service by
// swift-server/swift-aws-lambda-events (C); KensioSoftware/yulin (M).

const echo = { to: "echo" };
const routes = {
  "GET /": echo,
  "GET /pets/{petId}": echo,
  "GET /files/{proxy+}": echo,
  "GET /dev/{anything}": echo,
};

describe("a default stage and a named one", () => {
  const api = served({
    stages: { $default: { stage_variables: { color: "white" } }, dev: { stage_variables: { color: "red" } } },
    routes,
  });

  test("the named one's name stays at the front of the path, and nowhere else (D)", async () => {
    expect(await api.event("GET /dev/pets/6")).toMatchObject({
      rawPath: "/dev/pets/6",
      routeKey: "GET /pets/{petId}",
      pathParameters: { petId: "6" },
      requestContext: { stage: "dev", http: { path: "/dev/pets/6" } },
    });
  });

  test("the default one is not seen in a path (D)", async () => {
    const event = await api.event("GET /pets/6");
    expect([event.rawPath, event.requestContext.stage]).toEqual(["/pets/6", "$default"]);
  });

  test("each has its own variables (D)", async () => {
    expect((await api.event("GET /dev/pets/6")).stageVariables).toEqual({ color: "red" });
    expect((await api.event("GET /pets/6")).stageVariables).toEqual({ color: "white" });
  });

  test.each([
    ["with a slash (C)", "/dev/"],
    ["without (M)", "/dev"],
  ])("a stage's name alone is its root: %s", async (_, path) => {
    const { rawPath, routeKey, requestContext } = await api.event(`GET ${path}`);
    expect([rawPath, routeKey, requestContext.stage]).toEqual([path, "GET /", "dev"]);
  });

  test("a stage comes before a route of the default one (M)", async () => {
    const reply = await api.call("GET /dev/anything");
    expect(reply).toMatchObject({ status: 404 });
  });

  test("what begins like a stage's name is none (D)", async () => {
    expect((await api.call("GET /devx/pets/6")).status).toBe(404);
  });

  test("a greedy route takes nothing behind the stage either (C)", async () => {
    expect((await api.event("GET /dev/files/")).pathParameters).toEqual({ proxy: "" });
  });
});

describe("named stages alone", () => {
  const api = served({ stages: { dev: {}, prod: { access_log_settings: { format: "logged" } } }, routes });

  test.each([
    ["GET /dev/pets/1", "dev"],
    ["GET /prod/pets/1", "prod"],
  ])("%s is of the stage %s (D)", async (line, stage) => {
    expect((await api.event(line)).requestContext.stage).toBe(stage);
  });

  test.each(["/pets/1", "/", "/stage/pets/1"])(
    "%s is of none: 404, and nothing is logged (D)",
    async (path) => {
      api.lines("access");
      expect(await api.call(`GET ${path}`)).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
      expect(api.lines("access")).toEqual([]);
    },
  );
});
