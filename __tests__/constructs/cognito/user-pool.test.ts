import { HttpApi, NodejsFunction, UserPool, type UserPoolProps } from "#constructs";
import { faultsOf, synthesized, testStack } from "../../support";

// Facts: quotas, Cognito developer guide; CreateUserPool, CreateUserPoolClient, CreateUserPoolDomain, CreateGroup and
// ResourceServerScopeType, Cognito user pools API reference.

const CALLBACKS = { callbackUrls: ["https://app.example.com/callback"] };

function given(props: UserPoolProps = {}) {
  const stack = testStack();
  return { stack, users: new UserPool(stack, "users", props) };
}

describe("a user pool", () => {
  test("signs people in by their address, with long passwords and a second factor who wants one", () => {
    synthesized(given().stack).only("aws_cognito_user_pool", {
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
      deletion_protection: "ACTIVE",
    });
  });

  test("is what was asked for", () => {
    const { stack } = given({
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

  test("may ask every user for a second factor", () => {
    synthesized(given({ mfa: "ON" }).stack).only("aws_cognito_user_pool", {
      mfa_configuration: "ON",
      software_token_mfa_configuration: { enabled: true },
    });
  });

  test("has its groups", () => {
    const { stack, users } = given({ groups: ["admin", "staff"] });
    const { all, stack: found } = synthesized(stack);
    expect(all("aws_cognito_user_group").map(({ values }) => values.name)).toEqual(["admin", "staff"]);
    expect(users.groups.get("admin")?.nameInput).toBe("admin");
    expect(found.ofType("aws_cognito_user_pool_domain")).toEqual([]);
  });

  test("has a resource server for what stands before the / of its scopes", () => {
    const { stack } = given({ scopes: ["things/read", "things/write", "https://api.example.com/read"] });
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

describe("a client", () => {
  const SAFE = {
    generate_secret: false,
    prevent_user_existence_errors: "ENABLED",
    enable_token_revocation: true,
    access_token_validity: 60,
    id_token_validity: 60,
    refresh_token_validity: 30,
    token_validity_units: [{ access_token: "minutes", id_token: "minutes", refresh_token: "days" }],
  };

  test("of the code flow gets codes, and may ask for every scope", () => {
    const { stack, users } = given({ scopes: ["things/read"], domainPrefix: "things" });
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
      explicit_auth_flows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    });
    expect(client.values.depends_on).toEqual([only("aws_cognito_resource_server").address]);
  });

  test("may ask for just the scopes it is given", () => {
    const { stack, users } = given({ scopes: ["things/read", "things/write"], domainPrefix: "things" });
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

  test("of SRP proves passwords, and needs no hosted pages", () => {
    const { stack, users } = given();
    users.addSrpClient("mobile");
    synthesized(stack).only("aws_cognito_user_pool_client", {
      ...SAFE,
      explicit_auth_flows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      allowed_oauth_flows: undefined,
      allowed_oauth_scopes: undefined,
    });
  });
});

describe("its authorizer", () => {
  test("lets in tokens of the pool for any of its clients, also those added later", () => {
    const { stack, users } = given({ scopes: ["things/read"], domainPrefix: "things" });
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

  test("is one, however often it is asked for", () => {
    const { users } = given();
    expect(users.authorizer()).toBe(users.authorizer());
  });

  test("of a pool without clients lets nobody in, which is a fault", () => {
    const { stack, users } = given();
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }));
    expect(faultsOf(stack)).toEqual([
      'test/api: authorizer "users" has no audience, so nobody may call; name one, or add a client to the user pool',
    ]);
  });

  test("knows the pool's groups", () => {
    const { stack, users } = given({ groups: ["admin"] });
    users.addSrpClient("mobile");
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { groups: ["staff"] });
    expect(faultsOf(stack)).toEqual([expect.stringContaining("asks for the group staff")]);
  });

  test("knows the scopes that Cognito gives by itself", () => {
    const { stack, users } = given();
    users.addSrpClient("mobile");
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    const scopes = ["aws.cognito.signin.user.admin", "email"];
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { scopes });
    expect(faultsOf(stack)).toEqual([]);
  });

  test("refuses a scope that the pool does not have", () => {
    const { stack, users } = given();
    users.addSrpClient("mobile");
    const api = new HttpApi(stack, "api", { authorizer: users.authorizer() });
    api.route("GET /", new NodejsFunction(stack, "answer", { entry: "a.ts" }), { scopes: ["things/read"] });
    expect(faultsOf(stack)).toEqual([
      expect.stringContaining(
        "(it has openid, email, profile, aws.cognito.signin.user.admin), so nobody may call it",
      ),
    ]);
  });
});

describe("at synth", () => {
  test.each<[string, UserPoolProps, string]>([
    [
      "a long name",
      { name: "a".repeat(129) },
      `user pool name must have 1 to 128 characters, found 129 in "${"a".repeat(129)}"; change an id in its path, or set name`,
    ],
    [
      "a name with a slash",
      { name: "a/b" },
      'user pool name may only have letters, digits, spaces and + = , . @ - _, found "a/b"; change an id in its path, or set name',
    ],
    [
      "short passwords",
      { passwordPolicy: { minimumLength: 5 } },
      "passwordPolicy.minimumLength must be a whole number from 6 to 99 characters, found 5",
    ],
    [
      "passwords of a moment",
      { passwordPolicy: { temporaryPasswordValidityDays: 0 } },
      "passwordPolicy.temporaryPasswordValidityDays must be a whole number from 1 to 365 days, found 0",
    ],
    [
      "a scope without a resource server",
      { scopes: ["read"] },
      'scope "read" must be a resource server and a scope; write "products/read"',
    ],
    [
      "a long domain",
      { domainPrefix: "a".repeat(64) },
      `domainPrefix "${"a".repeat(64)}" must have 1 to 63 lower-case letters, digits and hyphens, none of them at an end; change it`,
    ],
    ["a scope twice", { scopes: ["a/b", "a/b"] }, 'scope "a/b" is there twice; drop one of the two'],
    ["a group twice", { groups: ["a", "a"] }, 'group "a" is there twice; drop one of the two'],
    [
      "a group with a space",
      { groups: ["the staff"] },
      'group may only have letters, digits and punctuation, found "the staff"; rename it',
    ],
    [
      "a link without pages",
      { emailVerification: "LINK" },
      'emailVerification "LINK" needs hosted pages, found no domainPrefix; set domainPrefix, or use "CODE"',
    ],
    [
      "a domain of AWS's",
      { domainPrefix: "my-aws-things" },
      'domainPrefix "my-aws-things" has one of the words aws, amazon and cognito, which are reserved; leave it out',
    ],
    [
      "a domain in capitals",
      { domainPrefix: "Things" },
      'domainPrefix "Things" must have 1 to 63 lower-case letters, digits and hyphens, none of them at an end; change it',
    ],
  ])("%s is a fault", (_, props, fault) => {
    expect(faultsOf(given(props).stack)).toEqual([`test/users: ${fault}`]);
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
  ])("the callback URL %s is a fault: %p", (url, isFault) => {
    const { stack, users } = given({ domainPrefix: "things" });
    users.addCodeClient("web", { callbackUrls: [url] });
    const fault = `test/users: client "web" has the URL "${url}"; write an https URL without a fragment, http://localhost, or an app's own scheme`;
    expect(faultsOf(stack)).toEqual(isFault ? [fault] : []);
  });

  test.each(["javascript://%0aalert(1)", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"])(
    "the callback URL %s is a fault",
    (url) => {
      const { stack, users } = given({ domainPrefix: "things" });
      users.addCodeClient("web", { callbackUrls: [url] });
      expect(faultsOf(stack)).toHaveLength(1);
    },
  );

  test.each([
    [{ accessTokenMinutes: 4 }, "accessTokenMinutes must be a whole number from 5 to 1440 minutes, found 4"],
    [{ refreshTokenDays: 3651 }, "refreshTokenDays must be a whole number from 1 to 3650 days, found 3651"],
  ])("a client with %j is a fault", (props, fault) => {
    const { stack, users } = given({ domainPrefix: "things" });
    users.addCodeClient("web", { ...CALLBACKS, ...props });
    users.addSrpClient("mobile", props);
    expect(faultsOf(stack)).toEqual([
      `test/users: client "web": ${fault}`,
      `test/users: client "mobile": ${fault}`,
    ]);
  });

  test("a client that asks for a scope its pool does not have is a fault", () => {
    const { stack, users } = given({ scopes: ["things/read"], domainPrefix: "things" });
    users.addCodeClient("web", { ...CALLBACKS, scopes: ["things/raed"] });
    expect(faultsOf(stack)).toEqual([
      'test/users: client "web" asks for the scope "things/raed", which its pool does not have; add it to the pool\'s scopes',
    ]);
  });

  test("a client of the code flow without pages or callbacks is a fault", () => {
    const { stack, users } = given();
    users.addCodeClient("web", { callbackUrls: [] });
    expect(faultsOf(stack)).toEqual([
      'test/users: client "web" has no callbackUrls; name at least one',
      'test/users: client "web" signs its users in on hosted pages, found none; set the pool\'s domainPrefix, or use addSrpClient',
    ]);
  });
});
