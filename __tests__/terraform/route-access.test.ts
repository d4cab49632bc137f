import { describeAccess } from "#terraform";

test.each([
  [{ type: "NONE" }, "public"],
  [{ type: "AWS_IAM" }, "IAM (SigV4)"],
  [{ type: "CUSTOM" }, "Lambda authorizer"],
  [{ type: "CUSTOM", authorizer: "staff" }, "Lambda authorizer staff"],
  [{ type: "JWT" }, "JWT"],
  [{ type: "JWT", authorizer: "users", scopes: ["a/b", "c/d"] }, "JWT users: a/b or c/d"],
  [{ type: "${var.guard}" }, "authorization_type ${var.guard}"],
])("%j lets in %s", (access, words) => {
  expect(describeAccess({ scopes: [], ...access })).toBe(words);
});
