import { describeAccess } from "#terraform";

test.each([
  [{ type: "NONE" }, "public"],
  [{ type: "AWS_IAM" }, "IAM (SigV4)"],
  [{ type: "CUSTOM" }, "Lambda authorizer"],
  [{ type: "CUSTOM", authorizer: "staff" }, "Lambda authorizer staff"],
  [{ type: "JWT" }, "JWT: any valid token"],
  [{ type: "JWT", authorizer: "users", scopes: ["a/b", "c/d"] }, "JWT users: scope a/b or c/d"],
  [{ type: "JWT", groups: [{ groups: ["admin"] }] }, "JWT: group admin"],
  [
    { type: "JWT", authorizer: "users", scopes: ["a/b"], groups: [{ groups: ["admin", "staff"] }] },
    "JWT users: scope a/b, group admin or staff",
  ],
  [
    {
      type: "JWT",
      groups: [
        { version: "v=1", groups: ["admin"] },
        { version: "v=2", groups: ["admin"] },
      ],
    },
    "JWT: group admin",
  ],
  [
    {
      type: "JWT",
      groups: [{ groups: ["staff"] }, { version: "v=1", groups: ["admin"] }, { version: "v=2", groups: [] }],
    },
    "JWT: group staff (no version), group admin (version v=1)",
  ],
  [{ type: "NONE", groups: [{ groups: ["admin"] }] }, "public"],
  [{ type: "NONE", isApiKeyRequired: true }, "public, API key"],
  [{ type: "NONE", needsConnection: true }, "connected clients"],
  [
    { type: "COGNITO_USER_POOLS", authorizer: "users", scopes: ["a/b"], isApiKeyRequired: true },
    "Cognito users: scope a/b, API key",
  ],
  [{ type: "${var.type}" }, "authorization_type ${var.type}"],
])("the access label of %j is %s", (access, label) => {
  expect(describeAccess({ scopes: [], ...access })).toBe(label);
});
