import { allows, readPolicy } from "../../../src/local/iam";

// Facts: reference_policies_grammar, reference_policies_elements_* of the IAM user guide.

const API = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5";
const ASKED = `${API}/$default/GET/products/1`;

function decided(...statements: object[]): boolean {
  return allows(readPolicy({ Version: "2012-10-17", Statement: statements }), ASKED);
}

function allow(more: object): object {
  return { Effect: "Allow", Action: "execute-api:Invoke", Resource: ASKED, ...more };
}

describe("a resource", () => {
  test.each([
    ["just so", ASKED, true],
    ["another path", `${API}/$default/GET/products/2`, false],
    ["another method", `${API}/$default/POST/products/1`, false],
    ["another stage", `${API}/dev/GET/products/1`, false],
    ["another API", ASKED.replace("a1b2", "b1b2"), false],
    ["its case counts", ASKED.replace("GET", "get"), false],
    ["everything", "*", true],
    ["all of the API", `${API}/*`, true],
    ["all of any API of any account", "arn:aws:execute-api:*:*:*", true],
    ["* is also nothing", `${ASKED}*`, true],
    ["* goes over slashes", `${API}/*/products/*`, true],
    ["* in the middle", `${API}/$default/*/products/1`, true],
    ["? is one character", `${API}/$default/G?T/products/?`, true],
    ["? is not none", `${ASKED}?`, false],
    ["a point is a point", ASKED.replace("products/1", "products.1"), false],
    ["* stays in its field", "arn:*:123456789012:a1b2c3d4e5/$default/GET/products/1", false],
    ["missing fields are *", "arn:aws:execute-api", true],
    ["half of an ARN", ASKED.slice(0, -1), false],
    ["nothing", "", false],
    ["one of a list", [`${API}/x`, ASKED], true],
    ["an empty list", [], false],
  ])("%s: %j", (_, resource, isAllowed) => {
    expect(decided(allow({ Resource: resource }))).toBe(isAllowed);
  });
});

describe("an action", () => {
  test.each([
    ["execute-api:Invoke", true],
    ["execute-api:*", true],
    ["*", true],
    ["EXECUTE-API:invoke", true],
    ["execute-api:Inv?ke", true],
    ["execute-api:InvalidateCache", false],
    ["lambda:*", false],
    [["s3:Get*", "execute-api:Invoke"], true],
  ])("%j", (action, isAllowed) => {
    expect(decided(allow({ Action: action }))).toBe(isAllowed);
  });
});

test.each([
  ["a denial wins, wherever it stands", [allow({}), { ...allow({}), Effect: "Deny" }], false],
  [
    "a denial of something else does not",
    [allow({}), { ...allow({ Resource: "arn:x" }), Effect: "Deny" }],
    true,
  ],
  ["no statement allows nothing", [], false],
  ["a denial alone", [{ ...allow({}), Effect: "Deny" }], false],
  ["all resources but this", [{ Effect: "Allow", Action: "*", NotResource: ASKED }], false],
  ["all resources but another", [{ Effect: "Allow", Action: "*", NotResource: [`${API}/x`] }], true],
  ["all actions but this", [{ Effect: "Allow", NotAction: "execute-api:Invoke", Resource: "*" }], false],
  ["all actions but others", [{ Effect: "Allow", NotAction: ["s3:*"], Resource: "*" }], true],
])("%s", (_, statements, isAllowed) => {
  expect(decided(...statements)).toBe(isAllowed);
});

test("a single statement needs no list", () => {
  expect(allows(readPolicy({ Statement: allow({}) }), ASKED)).toBe(true);
});

test.each([
  ["nothing", undefined, "no Statement"],
  ["a text", "Allow", "no Statement"],
  ["no Statement", {}, "no Statement"],
  ["a statement that is a text", { Statement: ["Allow"] }, "Effect must be Allow or Deny, found undefined"],
  ["an effect in lower case", { Statement: [allow({ Effect: "allow" })] }, 'found "allow"'],
  ["no resource", { Statement: [allow({ Resource: undefined })] }, "Resource must be"],
  ["a resource that is a number", { Statement: [allow({ Resource: 1 })] }, "Resource must be"],
  ["no action", { Statement: [allow({ Action: undefined })] }, "Action must be"],
  [
    "all actions but none",
    { Statement: [{ ...allow({ Action: undefined }), NotAction: [] }] },
    "Action must be",
  ],
  ["a condition", { Statement: [allow({ Condition: { Bool: {} } })] }, "not evaluated on this machine"],
])("what is no policy is said: %s", (_, document, message) => {
  expect(() => readPolicy(document)).toThrow(message);
});
