import { HttpApi, NodejsFunction, UserPool, type UserPoolProps } from "gatewright";
import { route } from "gatewright/contract";
import { errorsOf, synthesized, testStack } from "../../support";

// Sources of the limits: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html, and the pages
// CreateUserPool, CreateUserPoolClient, CreateUserPoolDomain, CreateGroup and ResourceServerScopeType of
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/

const CALLBACKS = { callbackUrls: ["https://app.example.com/callback"] };

function userPoolStack(props: UserPoolProps = {}) {
  const stack = testStack();
  return { stack, users: new UserPool(stack, "users", props) };
}

describe("a user pool", () => {
  test("users sign in by email address, with long passwords and an optional second factor, by default", () => {
    synthesized(userPoolStack().stack).only("aws_cognito_user_pool", {
      name: "test-users",
      username_attributes: ["email"],
      username_configuration: { case_sensitive: false },
      auto_verified_attributes: ["email"],
      verification_message_template: { default_email_option: "CONFIRM_WITH_CODE" },
      account_recovery_setting: { recovery_mechanism: [{ name: "verified_email", priority: 1 }] },
      admin_create_user_config: { allow_admin_create_user_only: true },
      password_policy: {
        minimum_length: 12,
        require_lowercase: true,
        require_uppercase: true,
        require_numbers: true,
        require_symbols: false,
        temporary_password_validity_days: 7,
      },
      mfa_configuration: "OPTIONAL",
      software_token_mfa_configuration: { enabled: true },
      user_attribute_update_settings: { attributes_require_verification_before_update: ["email"] },
      user_pool_tier: "ESSENTIALS",
      user_pool_add_ons: undefined,
      email_configuration: undefined,
      deletion_protection: "ACTIVE",
    });
  });

  test("all options of a user pool are written to the Terraform", () => {
    const { stack } = userPoolStack({
      name: "named",
      passwordPolicy: { minimumLength: 20, requireSymbols: true },
      mfa: "OFF",
      emailVerification: "LINK",
      selfSignUp: true,
      domainPrefix: "things",
      deletionProtection: false,
      tags: { team: "things" },
    });
    const { only, leadsTo } = synthesized(stack);
    const pool = only("aws_cognito_user_pool", {
      name: "named",
      password_policy: { minimum_length: 20, require_symbols: true, require_numbers: true },
      mfa_configuration: "OFF",
      software_token_mfa_configuration: undefined,
      verification_message_template: { default_email_option: "CONFIRM_WITH_LINK" },
      admin_create_user_config: { allow_admin_create_user_only: false },
      deletion_protection: "INACTIVE",
      tags: { team: "things" },
    });
    leadsTo(only("aws_cognito_user_pool_domain", { domain: "things" }), ["user_pool_id"], pool);
  });

  test("the option mfa can make a second factor mandatory", () => {
    synthesized(userPoolStack({ mfa: "ON" }).stack).only("aws_cognito_user_pool", {
      mfa_configuration: "ON",
      software_token_mfa_configuration: { enabled: true },
    });
  });

  test.each(["AUDIT", "ENFORCED"] as const)("threat protection in the mode %s uses the plan Plus", (mode) => {
    synthesized(userPoolStack({ threatProtection: mode }).stack).only("aws_cognito_user_pool", {
      user_pool_tier: "PLUS",
      user_pool_add_ons: { advanced_security_mode: mode },
    });
  });

  test("the option emailSender makes the pool send emails with Amazon SES", () => {
    const identityArn = "arn:aws:ses:eu-central-1:123456789012:identity/example.com";
    const { stack } = userPoolStack({ emailSender: { identityArn, from: "users@example.com" } });
    synthesized(stack).only("aws_cognito_user_pool", {
      email_configuration: {
        email_sending_account: "DEVELOPER",
        source_arn: identityArn,
        from_email_address: "users@example.com",
      },
    });
  });

  test("a user pool creates its groups", () => {
    const { stack, users } = userPoolStack({ groups: ["admin", "staff"] });
    const { all, stack: terraform } = synthesized(stack);
    expect(all("aws_cognito_user_group").map(({ values }) => values.name)).toEqual(["admin", "staff"]);
    expect(users.groups.get("admin")?.nameInput).toBe("admin");
    expect(terraform.ofType("aws_cognito_user_pool_domain")).toEqual([]);
  });

  test("a user pool creates a resource server for each identifier before the last / of its scopes", () => {
    const { stack } = userPoolStack({
      scopes: ["things/read", "things/write", "https://api.example.com/read"],
    });
    const { only } = synthesized(stack);
    only("aws_cognito_resource_server", {
      identifier: "things",
      name: "things",
      scope: [
        { scope_name: "read", scope_description: "things/read" },
        { scope_name: "write", scope_description: "things/write" },
      ],
    });
    only("aws_cognito_resource_server", {
      identifier: "https://api.example.com",
      name: "https---api.example.com",
      scope: [{ scope_name: "read" }],
    });
  });
});

describe("the clients of a user pool", () => {
  const SAFE = {
    generate_secret: false,
    prevent_user_existence_errors: "ENABLED",
    enable_token_revocation: true,
    access_token_validity: 60,
    id_token_validity: 60,
    refresh_token_validity: 30,
    refresh_token_rotation: [{ feature: "ENABLED", retry_grace_period_seconds: 10 }],
    write_attributes: ["email"],
    token_validity_units: [{ access_token: "minutes", id_token: "minutes", refresh_token: "days" }],
  };

  test("a client of the authorization code flow can request every scope by default", () => {
    const { stack, users } = userPoolStack({ scopes: ["things/read"], domainPrefix: "things" });
    users.addCodeClient("web", { ...CALLBACKS, logoutUrls: ["https://app.example.com"] });
    const { only } = synthesized(stack);
    const client = only("aws_cognito_user_pool_client", {
      ...SAFE,
      name: "web",
      allowed_oauth_flows_user_pool_client: true,
      allowed_oauth_flows: ["code"],
      allowed_oauth_scopes: ["openid", "email", "profile", "things/read"],
      callback_urls: ["https://app.example.com/callback"],
      logout_urls: ["https://app.example.com"],
      supported_identity_providers: ["COGNITO"],
      explicit_auth_flows: ["ALLOW_CUSTOM_AUTH"],
    });
    expect(client.values.depends_on).toEqual([only("aws_cognito_resource_server").address]);
  });

  test("the option scopes limits the scopes that a client can request", () => {
    const { stack, users } = userPoolStack({
      scopes: ["things/read", "things/write"],
      domainPrefix: "things",
    });
    users.addCodeClient("web", {
      ...CALLBACKS,
      scopes: ["things/read"],
      accessTokenMinutes: 5,
      refreshTokenDays: 1,
    });
    synthesized(stack).only("aws_cognito_user_pool_client", {
      allowed_oauth_scopes: ["openid", "email", "profile", "things/read"],
      access_token_validity: 5,
      refresh_token_validity: 1,
    });
  });

  test("a client of the SRP flow needs no hosted UI", () => {
    const { stack, users } = userPoolStack();
    users.addSrpClient("mobile");
    synthesized(stack).only("aws_cognito_user_pool_client", {
      ...SAFE,
      explicit_auth_flows: ["ALLOW_USER_SRP_AUTH"],
      allowed_oauth_flows: undefined,
      allowed_oauth_scopes: undefined,
    });
  });
});

describe("a client without the rotation of refresh tokens", () => {
  test("both kinds of clients allow the flow REFRESH_TOKEN_AUTH", () => {
    const { stack, users } = userPoolStack({ domainPrefix: "things" });
    users.addCodeClient("web", { ...CALLBACKS, refreshTokenRotation: false });
    users.addSrpClient("mobile", { refreshTokenRotation: false });
    const { only } = synthesized(stack);
    only("aws_cognito_user_pool_client", {
      name: "web",
      refresh_token_rotation: [{ feature: "DISABLED", retry_grace_period_seconds: 0 }],
      explicit_auth_flows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    });
    only("aws_cognito_user_pool_client", {
      name: "mobile",
      refresh_token_rotation: [{ feature: "DISABLED", retry_grace_period_seconds: 0 }],
      explicit_auth_flows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
  });
});

describe("the attributes that a client can write", () => {
  test("the option writeAttributes replaces the default", () => {
    const { stack, users } = userPoolStack();
    users.addSrpClient("mobile", { writeAttributes: ["email", "name", "custom:team"] });
    synthesized(stack).only("aws_cognito_user_pool_client", {
      write_attributes: ["email", "name", "custom:team"],
    });
  });

  test.each([
    [["email_verified"], 'writeAttributes has "email_verified"; expected one of address, birthdate, email,'],
    [["sub"], 'writeAttributes has "sub"; expected one of address'],
    [["fullName"], 'writeAttributes has "fullName"; expected one of address'],
    [[], "writeAttributes is empty, so Cognito would allow all standard attributes. Add an attribute."],
  ])("a client that can write %j is an error", (writeAttributes, error) => {
    const { stack, users } = userPoolStack();
    users.addSrpClient("mobile", { writeAttributes });
    expect(errorsOf(stack)).toEqual([expect.stringContaining(`test/users: client "mobile": ${error}`)]);
  });
});

describe("the authorizer of a user pool", () => {
  test("the authorizer accepts tokens for every client, including clients added later", () => {
    const { stack, users } = userPoolStack({ scopes: ["things/read"], domainPrefix: "things" });
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { scopes: ["things/read"] });
    users.addCodeClient("web", CALLBACKS);
    users.addSrpClient("mobile");
    const { only, all } = synthesized(stack);
    const clients = all("aws_cognito_user_pool_client").map(({ address }) => `\${${address}.id}`);
    const authorizer = only("aws_apigatewayv2_authorizer", {
      name: "users",
      jwt_configuration: { issuer: "https://${aws_cognito_user_pool.users.endpoint}" },
    });
    const { audience } = authorizer.values.jwt_configuration as { audience: string[] };
    expect([...audience].sort()).toEqual(clients.sort());
  });

  test("every call of authorizer() returns the same authorizer", () => {
    const { users } = userPoolStack();
    expect(users.authorizer()).toBe(users.authorizer());
  });

  test("the authorizer of a pool without clients is an error", () => {
    const { stack, users } = userPoolStack();
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }));
    expect(errorsOf(stack)).toEqual([
      'test/api: authorizer "users" has no audience, so it denies every request. Add an audience, or add a client to the user pool.',
    ]);
  });

  test("a route with a group that the pool does not have is an error", () => {
    const { stack, users } = userPoolStack({ groups: ["admin"] });
    users.addSrpClient("mobile");
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    const restricted = route("GET /", { groups: ["staff"] });
    api.route(restricted, new NodejsFunction(stack, "answer", { entry: "a.ts" }));
    expect(errorsOf(stack)).toEqual([
      expect.stringContaining('no token from "users" can have the group staff'),
    ]);
  });

  test("a route can require a built-in scope of Cognito", () => {
    const { stack, users } = userPoolStack();
    users.addSrpClient("mobile");
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    const scopes = ["aws.cognito.signin.user.admin", "email"];
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { scopes });
    expect(errorsOf(stack)).toEqual([]);
  });

  test("a route with a scope that the pool does not have is an error", () => {
    const { stack, users } = userPoolStack();
    users.addSrpClient("mobile");
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { scopes: ["things/read"] });
    expect(errorsOf(stack)).toEqual([
      expect.stringContaining(
        "so the route is unreachable. Available: openid, email, profile, aws.cognito.signin.user.admin.",
      ),
    ]);
  });
});

describe("the validation of a user pool", () => {
  test.each<[string, UserPoolProps, string]>([
    [
      "a name of 129 characters",
      { name: "a".repeat(129) },
      `user pool name "${"a".repeat(129)}" has length 129; expected 1 to 128 characters. Change a construct ID in the path, or set \`name\`.`,
    ],
    [
      "a name with a slash",
      { name: "a/b" },
      'user pool name "a/b" is invalid; expected letters, digits, spaces and + = , . @ - _. Change a construct ID in the path, or set `name`.',
    ],
    [
      "a minimum password length of 5",
      { passwordPolicy: { minimumLength: 5 } },
      "passwordPolicy.minimumLength is 5; expected a whole number from 6 to 99 characters",
    ],
    [
      "a temporary password that is valid for 0 days",
      { passwordPolicy: { temporaryPasswordValidityDays: 0 } },
      "passwordPolicy.temporaryPasswordValidityDays is 0; expected a whole number from 1 to 365 days",
    ],
    [
      "a scope without a resource server",
      { scopes: ["read"] },
      'scope "read" is invalid; expected a resource server and a scope. Write "products/read".',
    ],
    [
      "a domain prefix of 64 characters",
      { domainPrefix: "a".repeat(64) },
      `domainPrefix "${"a".repeat(64)}" is invalid; expected 1 to 63 lowercase letters, digits and hyphens, without a hyphen at either end`,
    ],
    ["a duplicate scope", { scopes: ["a/b", "a/b"] }, 'duplicate scope "a/b". Remove one.'],
    ["a duplicate group", { groups: ["a", "a"] }, 'duplicate group "a". Remove one.'],
    ...["the staff", "the\u00a0staff", "staff]", "[staff", "[]"].map(
      (group): [string, UserPoolProps, string] => [
        `the group "${group}"`,
        { groups: [group] },
        `group "${group}" is invalid; expected letters, digits and punctuation without [ and ]. Rename it.`,
      ],
    ),
    ["an empty group", { groups: [""] }, 'group "" has length 0; expected 1 to 128 characters. Rename it.'],
    [
      "a verification link without the hosted UI",
      { emailVerification: "LINK" },
      'emailVerification is "LINK", which needs the hosted UI, but domainPrefix is not set. Set domainPrefix, or use "CODE".',
    ],
    [
      "a domain prefix with a reserved word",
      { domainPrefix: "my-aws-things" },
      'domainPrefix "my-aws-things" contains a reserved word (aws, amazon or cognito). Remove the word.',
    ],
    [
      "a domain prefix with a capital letter",
      { domainPrefix: "Things" },
      'domainPrefix "Things" is invalid; expected 1 to 63 lowercase letters, digits and hyphens, without a hyphen at either end',
    ],
  ])("%s is an error", (_, props, error) => {
    expect(errorsOf(userPoolStack(props).stack)).toEqual([`test/users: ${error}`]);
  });

  test.each([
    ["http://app.example.com", true],
    ["https://app.example.com/#here", true],
    ["app.example.com", true],
    ["http://localhostess.example.com", true],
    ["https://app.example.com/callback", false],
    ["http://localhost:5173/callback", false],
    ["http://127.0.0.1:5173", false],
    ["http://[::1]:5173/", false],
    ["myapp://callback", false],
  ])("the callback URL %s is an error: %p", (url, isError) => {
    const { stack, users } = userPoolStack({ domainPrefix: "things" });
    users.addCodeClient("web", { callbackUrls: [url] });
    const error = `test/users: client "web": URL "${url}" is invalid; expected an https URL without a fragment, http://localhost, or an app's own scheme`;
    expect(errorsOf(stack)).toEqual(isError ? [error] : []);
  });

  test.each(["javascript://%0aalert(1)", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"])(
    "the callback URL %s is an error, because a browser would open it itself",
    (url) => {
      const { stack, users } = userPoolStack({ domainPrefix: "things" });
      users.addCodeClient("web", { callbackUrls: [url] });
      expect(errorsOf(stack)).toHaveLength(1);
    },
  );

  test.each([
    [{ accessTokenMinutes: 4 }, "accessTokenMinutes is 4; expected a whole number from 5 to 1440 minutes"],
    [{ refreshTokenDays: 3651 }, "refreshTokenDays is 3651; expected a whole number from 1 to 3650 days"],
  ])("a client with %j is an error", (props, error) => {
    const { stack, users } = userPoolStack({ domainPrefix: "things" });
    users.addCodeClient("web", { ...CALLBACKS, ...props });
    users.addSrpClient("mobile", props);
    expect(errorsOf(stack)).toEqual([
      `test/users: client "web": ${error}`,
      `test/users: client "mobile": ${error}`,
    ]);
  });

  test("a client with a scope that its pool does not have is an error", () => {
    const { stack, users } = userPoolStack({ scopes: ["things/read"], domainPrefix: "things" });
    users.addCodeClient("web", { ...CALLBACKS, scopes: ["things/raed"] });
    expect(errorsOf(stack)).toEqual([
      'test/users: client "web": scope "things/raed" does not exist in the user pool. Correct the scope, or add it to the pool\'s scopes.',
    ]);
  });

  test("a client of the authorization code flow without the hosted UI or callbacks is an error", () => {
    const { stack, users } = userPoolStack();
    users.addCodeClient("web", { callbackUrls: [] });
    expect(errorsOf(stack)).toEqual([
      'test/users: client "web": callbackUrls is empty. Add at least one URL.',
      'test/users: client "web": needs the hosted UI, but domainPrefix of the user pool is not set. Set domainPrefix, or use addSrpClient().',
    ]);
  });
});
