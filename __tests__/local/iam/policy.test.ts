import { allows, readPolicy } from "../../../src/local/iam";

// Source of the expected results: the pages reference_policies_grammar and reference_policies_elements_* of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/

const API = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5";
const ROUTE_ARN = `${API}/$default/GET/products/1`;

function isAllowedBy(...statements: object[]): boolean {
  return allows(readPolicy({ Version: "2012-10-17", Statement: statements }), ROUTE_ARN);
}

function allow(overrides: object): object {
  return { Effect: "Allow", Action: "execute-api:Invoke", Resource: ROUTE_ARN, ...overrides };
}

describe("resources of a statement", () => {
  test.each([
    ["the exact ARN", ROUTE_ARN, true],
    ["another path", `${API}/$default/GET/products/2`, false],
    ["another method", `${API}/$default/POST/products/1`, false],
    ["another stage", `${API}/dev/GET/products/1`, false],
    ["another API", ROUTE_ARN.replace("a1b2", "b1b2"), false],
    ["another case of the method", ROUTE_ARN.replace("GET", "get"), false],
    ["every ARN", "*", true],
    ["all of the API", `${API}/*`, true],
    ["all of any API of any account", "arn:aws:execute-api:*:*:*", true],
    ["* as an empty text", `${ROUTE_ARN}*`, true],
    ["* across slashes", `${API}/*/products/*`, true],
    ["* in the middle", `${API}/$default/*/products/1`, true],
    ["? as one character", `${API}/$default/G?T/products/?`, true],
    ["? as an empty text", `${ROUTE_ARN}?`, false],
    ["a point as another character", ROUTE_ARN.replace("products/1", "products.1"), false],
    ["* across the fields of an ARN", "arn:*:123456789012:a1b2c3d4e5/$default/GET/products/1", false],
    ["an ARN with missing fields", "arn:aws:execute-api", true],
    ["half of an ARN", ROUTE_ARN.slice(0, -1), false],
    ["an empty string", "", false],
    ["one of a list", [`${API}/x`, ROUTE_ARN], true],
    ["an empty list", [], false],
  ])("a statement whose resource is %s: %j (allowed: %s)", (_, resource, isAllowed) => {
    expect(isAllowedBy(allow({ Resource: resource }))).toBe(isAllowed);
  });
});

describe("actions of a statement", () => {
  test.each([
    ["execute-api:Invoke", true],
    ["execute-api:*", true],
    ["*", true],
    ["EXECUTE-API:invoke", true],
    ["execute-api:Inv?ke", true],
    ["execute-api:InvalidateCache", false],
    ["lambda:*", false],
    [["s3:Get*", "execute-api:Invoke"], true],
  ])("a statement whose action is %j (allowed: %s)", (action, isAllowed) => {
    expect(isAllowedBy(allow({ Action: action }))).toBe(isAllowed);
  });
});

test.each([
  ["a denial overrides an allowance in any order", [allow({}), { ...allow({}), Effect: "Deny" }], false],
  [
    "a denial of another resource has no effect",
    [allow({}), { ...allow({ Resource: "arn:x" }), Effect: "Deny" }],
    true,
  ],
  ["no statement allows nothing", [], false],
  ["a single denial allows nothing", [{ ...allow({}), Effect: "Deny" }], false],
  [
    "NotResource with the route excludes it",
    [{ Effect: "Allow", Action: "*", NotResource: ROUTE_ARN }],
    false,
  ],
  [
    "NotResource with another resource includes the route",
    [{ Effect: "Allow", Action: "*", NotResource: [`${API}/x`] }],
    true,
  ],
  [
    "NotAction with execute-api:Invoke excludes it",
    [{ Effect: "Allow", NotAction: "execute-api:Invoke", Resource: "*" }],
    false,
  ],
  [
    "NotAction with other actions includes execute-api:Invoke",
    [{ Effect: "Allow", NotAction: ["s3:*"], Resource: "*" }],
    true,
  ],
])("%s", (_, statements, isAllowed) => {
  expect(isAllowedBy(...statements)).toBe(isAllowed);
});

test("a policy with one statement can have an object instead of a list", () => {
  expect(allows(readPolicy({ Statement: allow({}) }), ROUTE_ARN)).toBe(true);
});

test.each([
  ["an undefined document", undefined, "no Statement"],
  ["a document that is a string", "Allow", "no Statement"],
  ["no Statement", {}, "no Statement"],
  ["a statement that is a string", { Statement: ["Allow"] }, "Effect is undefined; expected Allow or Deny"],
  [
    "an effect in lower case",
    { Statement: [allow({ Effect: "allow" })] },
    'Effect is "allow"; expected Allow or Deny',
  ],
  ["no resource", { Statement: [allow({ Resource: undefined })] }, "Resource must be"],
  ["a resource that is a number", { Statement: [allow({ Resource: 1 })] }, "Resource must be"],
  ["no action", { Statement: [allow({ Action: undefined })] }, "Action must be"],
  [
    "an empty NotAction",
    { Statement: [{ ...allow({ Action: undefined }), NotAction: [] }] },
    "Action must be",
  ],
  ["a condition", { Statement: [allow({ Condition: { Bool: {} } })] }, "Condition is not emulated"],
])("an invalid policy throws an error: %s", (_, document, message) => {
  expect(() => readPolicy(document)).toThrow(message);
});
