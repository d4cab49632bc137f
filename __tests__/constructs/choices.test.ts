import { HttpApi, NodejsFunction, Table, type TerraformStack, UserPool } from "gatewright";
import { route } from "gatewright/contract";
import { errorsOf, testStack } from "../support";

const entry = "functions/health/get.ts";

function declareRoute(stack: TerraformStack, spec: object): void {
  const fn = new NodejsFunction(stack, "fn", { entry });
  new HttpApi(stack, "api").route(route("GET /a", spec as never), fn);
}

/** Props whose value must be one of a list, each with another value and the end of the error. */
const CASES: readonly (readonly [string, (stack: TerraformStack) => unknown, string])[] = [
  [
    "runtime",
    (stack) => new NodejsFunction(stack, "fn", { entry, runtime: "nodejs18.x" as never }),
    'fn: runtime is "nodejs18.x"; expected one of "nodejs22.x", "nodejs24.x"',
  ],
  [
    "runtime, a number",
    (stack) => new NodejsFunction(stack, "fn", { entry, runtime: 22 as never }),
    'fn: runtime is 22; expected one of "nodejs22.x", "nodejs24.x"',
  ],
  [
    "logRetentionDays, no number",
    (stack) => new NodejsFunction(stack, "fn", { entry, logRetentionDays: Number.NaN as never }),
    "fn: logRetentionDays is NaN; expected one of 1, 3, 5, 7, 14, 30,",
  ],
  [
    "access",
    (stack) => declareRoute(stack, { access: "Public" }),
    'api: route "GET /a": access is "Public"; expected "public". Write "public".',
  ],
  [
    "the name of a property of a contract",
    (stack) => declareRoute(stack, { access: "public", scope: ["a/read"] }),
    'api: route "GET /a": has the unknown property "scope". Did you mean "scopes"?',
  ],
  [
    "architecture",
    (stack) => new NodejsFunction(stack, "fn", { entry, architecture: "arm" as never }),
    'fn: architecture is "arm"; expected one of "arm64", "x86_64"',
  ],
  [
    "logRetentionDays of a function",
    (stack) => new NodejsFunction(stack, "fn", { entry, logRetentionDays: 15 as never }),
    "fn: logRetentionDays is 15; expected one of 1, 3, 5, 7, 14, 30,",
  ],
  [
    "logRetentionDays of an API",
    (stack) => new HttpApi(stack, "api", { logRetentionDays: 0 as never }),
    "api: logRetentionDays is 0; expected one of 1, 3, 5, 7, 14, 30,",
  ],
  [
    "mfa",
    (stack) => new UserPool(stack, "users", { mfa: "on" as never }),
    'users: mfa is "on"; expected one of "OFF", "OPTIONAL", "ON". Write "ON".',
  ],
  [
    "emailVerification",
    (stack) => new UserPool(stack, "users", { emailVerification: "code" as never }),
    'users: emailVerification is "code"; expected one of "CODE", "LINK"',
  ],
  [
    "threatProtection",
    (stack) => new UserPool(stack, "users", { threatProtection: true as never }),
    'users: threatProtection is true; expected one of "OFF", "AUDIT", "ENFORCED"',
  ],
  [
    "the type of a key",
    (stack) => new Table(stack, "things", { partitionKey: { name: "id", type: "string" as never } }),
    'things: the type of key attribute "id" is "string"; expected one of "S", "N", "B"',
  ],
];

test.each(CASES)("an invalid value is an error at synthesis: %s", (_, declare, message) => {
  const stack = testStack();
  declare(stack);
  expect(errorsOf(stack).map((error) => error.replace(/^[^/]*\//, ""))).toContainEqual(
    expect.stringContaining(message),
  );
});
