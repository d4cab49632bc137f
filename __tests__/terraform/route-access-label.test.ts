import { describeAccess } from "#terraform";

test.each([
  [{ type: "NONE" }, "public"],
  [{ type: "AWS_IAM" }, "IAM (SigV4)"],
  [{ type: "CUSTOM" }, "Lambda authorizer"],
  [{ type: "CUSTOM", authorizer: "staff" }, "Lambda authorizer staff"],
  [{ type: "JWT" }, "JWT"],
  [{ type: "JWT", authorizer: "users", scopes: ["a/b", "c/d"] }, "JWT users: a/b or c/d"],
  [{ type: "${var.type}" }, "authorization_type ${var.type}"],
])("the access label of %j is %s", (access, label) => {
  expect(describeAccess({ scopes: [], ...access })).toBe(label);
});
