import { client, Problem } from "gatewright/contract";
import type { LocalServer } from "gatewright/local";
import { startBothApis, type Urls } from "./fixture";
import { contracts, routes, v2 } from "./request-handlers";

let local: LocalServer;
let urls: Urls;
beforeAll(async () => {
  const entry = "__tests__/local/both-apis/request-handlers.ts";
  const both = await startBothApis(entry, routes, [{ binaryTypes: ["image/png"] }]);
  local = both.local;
  [urls] = both.urls as [Urls];
});
afterAll(() => local.stop());

// The URL of the REST API contains its stage: http://127.0.0.1:51234/v1.
describe.each(["http", "rest"] as const)("the typed client of an API of the kind %s", (kind) => {
  const api = () => client({ ...contracts, v2 }, { baseUrl: urls[kind] });

  test.each(["1", "a b", "a/b", "é+&"])("sends the path parameter %s", async (itemId) => {
    expect((await api().getItem({ params: { itemId } })).body).toEqual({ itemId });
  });

  test("sends a greedy path parameter", async () => {
    expect((await api().file({ params: { proxy: "a/b c/d" } })).body).toEqual({ proxy: "a/b c/d" });
  });

  test("sends lists in the query", async () => {
    const query = { tag: ["a", "b,c"], n: [1, 2] };
    expect(await api().search({ query })).toMatchObject({ status: 200, body: query });
  });

  test("sends a body and receives it", async () => {
    const { status, headers, body } = await api().create({ body: { name: "größe" } });
    expect([status, headers.get("location"), body]).toEqual([201, "/things/größe", { name: "größe" }]);
  });

  test("receives the bytes of a binary reply", async () => {
    expect((await api().image()).body).toEqual(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255));
  });

  test("receives a text and an empty reply", async () => {
    expect((await api().notes()).body).toBe("a,é\n");
    expect(await api().remove()).toMatchObject({ status: 204, body: undefined });
  });

  test("selects the version of a route", async () => {
    expect((await api().v2()).body).toBe(2);
  });

  test("throws a problem with the details of the response", async () => {
    const error = await api()
      .create({ body: {} as { name: string } })
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      status: 400,
      code: "invalid-input",
      errors: [{ in: "body", path: "/name" }],
    });
    expect(error.requestId).toMatch(/./);
  });

  test("throws a problem for an error of API Gateway", async () => {
    const unknown = client({ crash: contracts.crash }, { baseUrl: urls[kind] });
    const [status, code] = kind === "http" ? [500, "http-500"] : [502, "integration-failure"];
    expect(await unknown.crash({}).catch((thrown) => thrown)).toMatchObject({
      status,
      code,
    });
  });
});
