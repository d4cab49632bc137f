import { callersOf } from "#terraform";

test.each([
  [{ type: "NONE" }, "everybody"],
  [{ type: "AWS_IAM" }, "whoever signs with AWS credentials"],
  [{ type: "CUSTOM" }, "whom a function lets in"],
  [{ type: "CUSTOM", authorizer: '"staff"' }, 'whom the function of "staff" lets in'],
  [{ type: "JWT" }, "a token"],
  [{ type: "JWT", authorizer: '"users"', scopes: ["a/b", "c/d"] }, 'a token of "users" with a/b or c/d'],
  [{ type: "${var.guard}" }, "whoever ${var.guard} lets in"],
])("%j lets in %s", (access, words) => {
  expect(callersOf({ scopes: [], ...access })).toBe(words);
});
