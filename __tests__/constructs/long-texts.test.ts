import { HttpApi, NodejsFunction, RestApi, type TerraformStack, UserPool } from "gatewright";
import { errorsOf, testStack } from "../support";
import { declareWith, listProps } from "./prop-cases";

/** Text that is longer than every name on AWS, with characters that are not allowed in names. */
const LONG = ` ${"a".repeat(20_000)}`;

/** Longest error: the text around a quoted text, with the longest list of allowed values. */
const MAX_ERROR_LENGTH = 1000;

const TEXTS = listProps().filter(({ kind }) => ["text", "choice", "restricted", "known"].includes(kind));
const MAPS = listProps().filter(({ kind }) => kind === "map");
const LISTS = listProps().filter(({ kind }) => kind === "list");

test.each(
  [
    ...TEXTS.map((prop) => [prop, LONG] as const),
    ...MAPS.map((prop) => [prop, { [LONG]: LONG }] as const),
    ...LISTS.map((prop) => [prop, [LONG, LONG]] as const),
  ].map(([prop, value]) => [`${prop.subject.name} ${prop.path.join(".")}`, prop, value] as const),
)("an error of a long text in %s is short", (_, prop, value) => {
  const stack = testStack();
  declareWith(stack, prop, value);
  for (const error of errorsOf(stack)) expect(error.length).toBeLessThan(MAX_ERROR_LENGTH);
});

test.each<[string, (stack: TerraformStack, fn: NodejsFunction) => void]>([
  [
    "a route key of an HTTP API",
    (stack, fn) => new HttpApi(stack, "api").route(`GET ${LONG}` as "GET /", fn),
  ],
  ["a path of an HTTP API", (stack, fn) => new HttpApi(stack, "api").route(`GET /${LONG}`, fn)],
  ["a path of a REST API", (stack, fn) => new RestApi(stack, "api").route(`GET /${LONG}`, fn)],
  ["a scope", (stack) => void new UserPool(stack, "users", { scopes: [`a/${LONG}`] })],
  ["a group", (stack) => void new UserPool(stack, "users", { scopes: [], groups: [LONG] })],
  ["an action", (_, fn) => fn.grant({ actions: [LONG], resources: ["*"] })],
  ["a resource of a statement", (_, fn) => fn.grant({ actions: ["sqs:SendMessage"], resources: [LONG] })],
])("an error of %s that is a long text is short", (_, declare) => {
  const stack = testStack();
  declare(stack, new NodejsFunction(stack, "fn", { entry: "fn.ts" }));
  const errors = errorsOf(stack);
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors) expect(error.length).toBeLessThan(MAX_ERROR_LENGTH);
});
