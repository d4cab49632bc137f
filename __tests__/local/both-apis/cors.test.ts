import type { Cors } from "gatewright";
import type { LocalServer } from "gatewright/local";
import { send } from "../gateway/raw-http";
import { routes } from "./cors-handlers";
import { startBothApis, type Urls } from "./fixture";

const A = "https://a.example";
const OTHER = "https://other.example";

const CONFIGURATIONS: Readonly<Record<string, Cors | undefined>> = {
  "no CORS": undefined,
  "one origin": { origins: [A] },
  "several origins": { origins: [A, "http://localhost:5173"], exposeHeaders: ["etag", "x-total"] },
  "origins with credentials": { origins: [A, "https://b.example"], credentials: true },
  "origins without credentials": { origins: [A], credentials: false },
  "any origin": { origins: ["*"], exposeHeaders: ["*"] },
  "any host": { origins: ["https://*"], credentials: true },
};

let local: LocalServer;
let urls: readonly Urls[];
beforeAll(async () => {
  const options = Object.values(CONFIGURATIONS).map((cors) => ({ cors }));
  ({ local, urls } = await startBothApis("__tests__/local/both-apis/cors-handlers.ts", routes, options));
});
afterAll(() => local.stop());

/** Returns the status and the CORS headers of a response, with lowercase names and sorted. */
async function corsOf(url: string, path: string, headers: Readonly<Record<string, string>>) {
  const { pathname } = new URL(url);
  const prefix = pathname === "/" ? "" : pathname;
  const response = await send(url, `GET ${prefix}${path}`, { headers });
  const names = Object.keys(response.headers).filter((name) => /^(access-control-|vary$)/.test(name));
  return [response.status, Object.fromEntries(names.map((name) => [name, response.headers[name]]))];
}

const PATHS = [
  ["a reply", "/items/reply", 200],
  ["a reply with its own headers", "/items/own", 200],
  ["a problem", "/items/problem", 404],
  ["an unhandled error", "/items/crash", 500],
  ["an invalid request", "/items/reply?limit=x", 400],
  ["a version", "/versions", 200],
] as const;
const ORIGINS: readonly (string | undefined)[] = [
  undefined,
  A,
  "https://A.EXAMPLE",
  "https://b.example",
  "http://a.example",
  OTHER,
  "null",
];

describe.each(Object.keys(CONFIGURATIONS))("two APIs with %s", (name) => {
  test.each(PATHS)(
    "the response with %s has the same CORS headers from both APIs",
    async (_, path, status) => {
      const { http, rest } = urls[Object.keys(CONFIGURATIONS).indexOf(name)] as Urls;
      for (const origin of ORIGINS) {
        const headers: Record<string, string> = origin === undefined ? {} : { Origin: origin };
        const expected = await corsOf(http, path, headers);
        expect(expected[0]).toBe(status);
        expect({ origin, response: await corsOf(rest, path, headers) }).toEqual({
          origin,
          response: expected,
        });
      }
    },
  );
});

test("a REST API sends the CORS headers that its configuration declares", async () => {
  const { rest } = urls[3] as Urls;
  expect(await corsOf(rest, "/items/problem", { origin: A })).toEqual([
    404,
    {
      "access-control-allow-origin": A,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "x-trace-id",
      vary: "origin",
    },
  ]);
  const own = await corsOf(rest, "/items/own", { origin: A });
  expect(own).toEqual([200, expect.objectContaining({ vary: "accept-language, origin" })]);
});
