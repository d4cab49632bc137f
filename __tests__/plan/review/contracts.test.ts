import { asyncapi, empty, event, message, openapi, route } from "gatewright/contract";
import type { Change, ContractChange, StackContracts } from "gatewright/plan";
import * as zod from "zod";
import { change, findingLines, review } from "./support";

const NONE: StackContracts = { documents: new Map(), groups: new Map() };
const ROUTE = { route_key: "GET /a", authorization_type: "JWT", authorization_scopes: ["a/read"] };

/** Returns contracts in which the route has these groups: a list for each version. */
function withGroups(...versions: readonly (readonly [readonly string[], string?])[]): StackContracts {
  const groups = versions.map(([names, version]) => ({ groups: names, ...(version ? { version } : {}) }));
  return { ...NONE, groups: new Map([["aws_apigatewayv2_route.one", groups]]) };
}

/** Returns the change of a route whose Terraform does not change. */
const unchanged = change("aws_apigatewayv2_route", { action: "no-op", before: ROUTE, after: ROUTE });

test.each<[string, StackContracts, StackContracts, readonly string[]]>([
  [
    "removed",
    withGroups([["admin"]]),
    NONE,
    ["~ GET /a: group admin no longer required; the access is now JWT: scope a/read"],
  ],
  [
    "added",
    NONE,
    withGroups([["admin", "staff"]]),
    [
      "~ GET /a: group admin or staff is now required; the access is now JWT: scope a/read, group admin or staff",
    ],
  ],
  [
    "replaced by another group",
    withGroups([["admin"]]),
    withGroups([["staff"]]),
    [
      "~ GET /a: group admin no longer accepted, group staff is now accepted; the access is now JWT: scope a/read, group staff",
    ],
  ],
  [
    "removed from one version",
    withGroups([["admin"]], [["admin"], "v=2"]),
    withGroups([["admin"]], [[], "v=2"]),
    [
      "~ GET /a: group admin no longer required (version v=2); the access is now JWT: scope a/read, group admin (no version)",
    ],
  ],
  [
    "removed from the version without a name",
    withGroups([["admin"]], [["admin"], "v=2"]),
    withGroups([[]], [["admin"], "v=2"]),
    [
      "~ GET /a: group admin no longer required (no version); the access is now JWT: scope a/read, group admin (version v=2)",
    ],
  ],
  [
    "missing in a new version",
    withGroups([["admin"]]),
    withGroups([["admin"]], [[], "v=2"]),
    ["~ GET /a: JWT: scope a/read, group admin → JWT: scope a/read, group admin (no version)"],
  ],
])("a group that is %s is an access change", (_, before, after, lines) => {
  expect(findingLines(unchanged, { contracts: { before, after } })).toEqual(["Access changes", ...lines]);
  expect(review([unchanged], { contracts: { before, after } }).summary).toBe("no resource changes");
});

test.each<[string, Change]>([
  ["a route", unchanged],
  ["a stack", change("aws_sns_topic", { action: "no-op" })],
])("%s with the same groups before and after has no change", (_, resource) => {
  const contracts: ContractChange = { before: withGroups([["admin"]]), after: withGroups([["admin"]]) };
  expect(review([resource], { contracts })).toEqual({ summary: "no changes", findings: [], constructs: [] });
});

test("a new route is listed with its groups", () => {
  const added = change("aws_apigatewayv2_route", { action: "create", before: null, after: ROUTE });
  expect(findingLines(added, { contracts: { after: withGroups([["admin"]]) } })).toEqual([
    "Access changes",
    "+ GET /a: JWT: scope a/read, group admin",
  ]);
});

test("a route whose scopes and groups change is listed with its old and its new access", () => {
  const changed = change("aws_apigatewayv2_route", {
    before: ROUTE,
    after: { ...ROUTE, authorization_scopes: ["a/write"] },
  });
  const contracts = { before: withGroups([["admin"]]), after: NONE };
  expect(findingLines(changed, { contracts })).toEqual([
    "Access changes",
    "~ GET /a: JWT: scope a/read, group admin → JWT: scope a/write",
  ]);
});

test("a route that moves to another address keeps its groups", () => {
  const moved = [
    change("aws_apigatewayv2_route", {
      action: "delete",
      before: ROUTE,
      after: null,
      address: "aws_apigatewayv2_route.old",
    }),
    change("aws_apigatewayv2_route", { action: "create", before: null, after: ROUTE }),
  ];
  const before = { ...NONE, groups: new Map([["aws_apigatewayv2_route.old", [{ groups: ["admin"] }]]]) };
  const accessChanges = (after: StackContracts) =>
    review(moved, { contracts: { before, after } }).findings.flatMap(({ findings }) =>
      findings.flatMap(({ lines }) => lines),
    );
  expect(accessChanges(withGroups([["admin"]]))).toEqual([]);
  expect(accessChanges(NONE)).toEqual([
    "~ GET /a: group admin no longer required; the access is now JWT: scope a/read",
  ]);
});

const INFO = { title: "Bookings", version: "1.0.0" };
const query = zod.object({ from: zod.string() });
const api = change("aws_apigatewayv2_api", { action: "no-op", constructPath: "test/api/Default" });

/** Reviews the change of the routes of an API. */
function reviewRoutes(
  before: Parameters<typeof openapi>[0] | undefined,
  after: Parameters<typeof openapi>[0],
) {
  const contractsOf = (routes: Parameters<typeof openapi>[0]): StackContracts => ({
    ...NONE,
    documents: new Map([["one", openapi(routes, INFO)]]),
  });
  return review([api], {
    contracts: { before: before && contractsOf(before), after: contractsOf(after) },
  });
}

test("breaking changes of an API are a finding", () => {
  const { findings, summary } = reviewRoutes(
    {
      list: route("GET /bookings"),
      add: route("POST /bookings", { replies: { 200: zod.object({ a: zod.int() }) } }),
    },
    {
      list: route("GET /bookings", { query }),
      add: route("POST /bookings", { query, replies: { 200: zod.object({}) } }),
    },
  );
  expect(summary).toBe("no resource changes");
  expect(findings).toEqual([
    {
      title: "Breaking changes of the API",
      findings: [
        {
          subject: "test/api",
          lines: [
            '- GET /bookings, POST /bookings: required query parameter "from" added',
            '- POST /bookings: response 200 property "a" removed',
          ],
        },
      ],
    },
  ]);
});

test("breaking changes of messages and events are a finding of their WebSocket API", () => {
  const text = zod.object({ text: zod.string() });
  const before = { send: message("send", { reply: text }), leave: message("leave"), posted: event("posted") };
  const after = { send: message("send", { body: text, reply: zod.object({}) }) };
  const contractsOf = (contracts: Parameters<typeof asyncapi>[0]): StackContracts => ({
    ...NONE,
    asyncApiDocuments: new Map([["one", asyncapi(contracts, INFO)]]),
  });
  const linesOf = (contracts: Parameters<typeof review>[1]) => review([api], contracts).findings;
  expect(linesOf({ contracts: { before: contractsOf(before), after: contractsOf(after) } })).toEqual([
    {
      title: "Breaking changes of the API",
      findings: [
        {
          subject: "test/api",
          lines: [
            '- send: required message property "body" added',
            '- send: reply property "body.text" removed',
            "- posted: event removed",
          ],
        },
      ],
    },
  ]);
  expect(linesOf({ contracts: { before: NONE, after: contractsOf(after) } })).toEqual([]);
  expect(linesOf({ contracts: { before: contractsOf(before), after: NONE } })).toEqual([]);
  const added = { ...before, join: message("join", { reply: empty }), joined: event("joined") };
  expect(linesOf({ contracts: { before: contractsOf(before), after: contractsOf(added) } })).toEqual([]);
});

test("a line lists at most five operations by name", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const routes = (spec: object) =>
    Object.fromEntries(names.map((name) => [name, route(`GET /${name}`, spec)]));
  expect(reviewRoutes(routes({}), routes({ query })).findings[0]?.findings[0]?.lines).toEqual([
    '- GET /a, GET /b, GET /c, GET /d, GET /e and 2 more: required query parameter "from" added',
  ]);
});

test.each<[string, Parameters<typeof openapi>[0] | undefined, Parameters<typeof openapi>[0]]>([
  [
    "an optional parameter",
    { it: route("GET /a") },
    { it: route("GET /a", { query: zod.object({ q: zod.string().optional() }) }) },
  ],
  ["a removed route, which is a removed endpoint", { it: route("GET /a") }, {}],
  [
    "a new scope, which is an access change",
    { it: route("GET /a") },
    { it: route("GET /a", { scopes: ["a/b"] }) },
  ],
  [
    "a new group, which is an access change",
    { it: route("GET /a") },
    { it: route("GET /a", { groups: ["admin"] }) },
  ],
  ["an API without a document before the change", undefined, { it: route("GET /a", { query }) }],
])("%s is no breaking change of the review", (_, before, after) => {
  expect(reviewRoutes(before, after)).toEqual({ summary: "no changes", findings: [], constructs: [] });
});
