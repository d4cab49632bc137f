import fc from "fast-check";
import { METHODS, parseRouteKey } from "gatewright/contract";
import { testCompiler } from "../compiler-cases";
import { typeErrors } from "../type-errors";

const HEADER = `
import { type Authorizer, type HttpApi, type NodejsFunction, type RestApi, httpProxy } from "gatewright";
import { type CheckedRouteKey, type RouteKeyText, route, withPrefix } from "gatewright/contract";
declare const api: HttpApi;
declare const rest: RestApi;
declare const fn: NodejsFunction;
declare const authorizer: Authorizer;
declare const text: string;
declare const key: RouteKeyText;
const handler = async () => ({ status: 200 });
const rooms = route("GET /rooms");
const health = route("GET /health", { access: "public" });
`;

/** Code, the text at which the error starts, and a part of the message. */
const WRONG: readonly (readonly [string, string, string])[] = [
  ["api.route(rooms, handler);", "handler", "not assignable to parameter of type 'RouteTarget'"],
  ['api.route("GET /rooms", "functions/rooms.ts");', '"functions', "parameter of type 'RouteTarget'"],
  ["api.route(3, fn);", "3", "parameter of type 'RouteKeyText | Route'"],
  ['api.route("GTE /rooms", fn);', '"GTE', "GTE is not a method of an HTTP API. Write ANY, DELETE, GET"],
  ['api.route("GET /:id", fn);', '"GET', "The segment :id would be matched literally. Write {id}."],
  ["api.route(text, fn);", "text", "parameter of type 'RouteKeyText'"],
  [
    'api.route(rooms, fn, { access: "public" });',
    "{ access",
    "The contract defines the access of the route.",
  ],
  ['api.route(rooms, fn, { scopes: ["a"] });', "{ scopes", "The contract defines the access of the route."],
  ["api.route(health, fn, { authorizer });", "authorizer", "A public route has no authorizer."],
  [
    'api.route("GET /a", fn, { access: "public", scopes: ["a"] });',
    "scopes",
    "A public route has no scopes. Remove access or scopes.",
  ],
  [
    'api.route("GET /a", fn, { access: "public", groups: ["a"] });',
    "groups",
    "Nothing checks the groups of a route key. Set them in a contract.",
  ],
  ['api.route("GET /a", fn, { groups: ["a"] });', "groups", "Nothing checks the groups of a route key."],
  ['rest.route("GET /a", fn, { groups: ["a"] });', "groups", "Nothing checks the groups of a route key."],
  ['api.route("GET /a", fn, { access: "public", authorizer });', "authorizer", "A public route has no auth"],
  ["api.route(rooms, fn, { throtle: 1 });", "throtle", "Did you mean to write 'throttle'?"],
  ["api.route(rooms, fn, { authorizer, throtle: 1 });", "throtle", "throtle is not a property of this"],
  ['api.route("GET /a", fn, { authorizer, throtle: 1 });', "throtle", "throtle is not a property of this"],
  ['route("GTE /rooms");', '"GTE', "GTE is not a method of an HTTP API. Write ANY, DELETE, GET"],
  ['route("get /rooms");', '"get', "get is not a method of an HTTP API."],
  ['route("GET rooms");', '"GET', "The path rooms must start with a slash. Write /rooms."],
  ['route("/rooms");', '"/rooms', "A route key is a method, a space and a path, such as GET /things"],
  ['route("GET /rooms/:id");', '"GET', "The segment :id would be matched literally. Write {id}."],
  ['route("GET /rooms/*");', '"GET', "The segment * would be matched literally. Write {proxy+}"],
  ['route("GET /rooms/");', '"GET', "The path has an empty segment, or a slash at its end."],
  ['route("GET /rooms?all");', '"GET', "A route key has no query string and no fragment."],
  ['route("GET /a/../b");', '"GET', "The segment .. is removed before routing."],
  ['route("GET /r-{id}");', '"GET', "The segment r-{id} mixes text and a parameter."],
  ['route("GET /{a+}/b");', '"GET', "The parameter {a+} must be the last segment."],
  ['route("GET /{a}/{a}");', '"GET', "The path has the parameter {a} twice."],
  ['route("GET /", { acess: "public" });', "acess", "Did you mean to write 'access'?"],
  ['route("GET /", { tags: [], acess: "public" });', "acess", "acess is not a property of this object."],
  ['route("GET /", { access: "public", scopes: ["a"] });', "scopes", "A public route has no scopes."],
  ['route("GET /", { access: "public", groups: ["a"] });', "groups", "A public route has no groups."],
  ['route("GET /", { access: "everyone" });', "access", "not assignable to type '\"public\"'"],
  ['withPrefix("v1", { rooms });', '"v1"', "The path v1 must start with a slash. Write /v1."],
  ['withPrefix("/v1/", { rooms });', '"/v1/"', "The path has an empty segment, or a slash at its end."],
  ['withPrefix("/:tenant", { rooms });', '"/:t', "The segment :tenant would be matched literally."],
];

const VALID = [
  "api.route(rooms, fn, { authorizer, throttle: { rate: 1, burst: 1 } });",
  'api.route("GET /a", httpProxy("https://a.example"), { access: "public", detailedMetrics: true });',
  'api.route("GET /a", fn, { scopes: ["a"] });',
  "api.route(key, fn);",
  "api.route(Math.random() > 0.5 ? rooms : health, fn);",
  'api.route(Math.random() > 0.5 ? "GET /a" : "POST /b", fn);',
  "api.route(`GET /a/${text}`, fn);",
  'api.route("GET /a", fn, Math.random() > 0.5 ? { access: "public" } : {});',
  "route(key);",
  'const wrap = <const Key extends string>(own: CheckedRouteKey<Key>) => route<Key>(own); wrap("GET /a/{b}");',
  'const exact: "GET /a/{b}" = route("GET /a/{b}").key;',
  'route("$default", { scopes: ["a"], groups: ["a"] });',
  'withPrefix("/v1/{tenant}", { rooms });',
  "withPrefix(`/${text}`, { rooms });",
];

testCompiler(HEADER, WRONG, VALID);

const METHOD = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...METHODS) },
  fc.constantFrom("get", "GTE", "", "GET GET"),
);
const PIECE = fc.constantFrom(
  "a",
  "{",
  "}",
  "+",
  ":",
  "*",
  ".",
  "?",
  "#",
  "_",
  "7",
  "-",
  "id",
  "{id}",
  "{b+}",
);
const RANDOM_SEGMENT = fc.array(PIECE, { maxLength: 3 }).map((pieces) => pieces.join(""));
const SEGMENT = fc.oneof(RANDOM_SEGMENT, fc.constantFrom("a", "{id}", "{name}", "{rest+}", ":1", "a:b"));
const PATH = fc.array(SEGMENT, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
const KEY = fc.tuple(METHOD, PATH).map(([method, path]) => `${method} ${path}`);

/** Errors that only synthesis reports, because they depend on the characters of a name or a segment. */
const LATE = /expected a name of letters|percent-encoded/;

test("the compiler and synthesis reject the same route keys", () => {
  const keys = [...new Set(fc.sample(KEY, { numRuns: 400, seed: 1 }))];
  const lines = new Set(
    typeErrors(
      'import { route } from "gatewright/contract";',
      keys.map((key) => `route(${JSON.stringify(key)});`),
    ).map(({ line }) => line),
  );
  const wrong = keys.filter((key, line) => {
    const { error } = parseRouteKey(key);
    return lines.has(line) ? error === undefined : error !== undefined && !LATE.test(error);
  });
  expect(lines.size).toBeGreaterThan(50);
  expect(keys.length - lines.size).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
