import type { Change, Finding, ReviewOptions } from "gatewright/plan";
import { Stack } from "#terraform";
import { change, configured, findingLines, review } from "../support";

test.each<[string, Change, string]>([
  [
    "a new route and its access",
    change("aws_apigatewayv2_route", {
      action: "create",
      before: null,
      after: { route_key: "GET /a", authorization_type: "JWT", authorization_scopes: ["a/read"] },
    }),
    "+ GET /a: JWT: scope a/read",
  ],
  [
    "a new public route",
    change("aws_apigatewayv2_route", {
      action: "create",
      before: null,
      after: { route_key: "GET /a", authorization_type: "NONE" },
    }),
    "+ GET /a: public",
  ],
  [
    "a route that becomes public",
    change("aws_apigatewayv2_route", {
      before: { route_key: "GET /a", authorization_type: "JWT", authorization_scopes: ["a/read"] },
      after: { route_key: "GET /a", authorization_type: "NONE" },
    }),
    "~ GET /a: JWT: scope a/read → public",
  ],
  [
    "a route whose authorization is known only after apply",
    change("aws_apigatewayv2_route", {
      before: { route_key: "GET /a", authorization_type: "AWS_IAM" },
      after: { route_key: "GET /a" },
      afterUnknown: { authorization_type: true },
    }),
    "~ GET /a: IAM (SigV4) → authorization_type (known after apply)",
  ],
  [
    "the time for which the result of an authorizer is cached",
    change("aws_apigatewayv2_authorizer", {
      before: { authorizer_result_ttl_in_seconds: 0 },
      after: { authorizer_result_ttl_in_seconds: 3600 },
    }),
    "~ authorizer_result_ttl_in_seconds: 0 → 3600",
  ],
  [
    "the issuer of an authorizer",
    change("aws_apigatewayv2_authorizer", {
      before: { jwt_configuration: [{ audience: ["a"], issuer: "https://a" }] },
      after: { jwt_configuration: [{ audience: ["a"], issuer: "https://b" }] },
    }),
    "~ jwt_configuration.issuer: https://a → https://b",
  ],
  [
    "a user pool that allows sign-up",
    change("aws_cognito_user_pool", {
      before: { admin_create_user_config: [{ allow_admin_create_user_only: true }] },
      after: { admin_create_user_config: [{ allow_admin_create_user_only: false }] },
    }),
    "~ admin_create_user_config.allow_admin_create_user_only: true → false",
  ],
  [
    "a public function URL",
    change("aws_lambda_function_url", {
      action: "create",
      before: null,
      after: { function_name: "f", authorization_type: "NONE" },
    }),
    "+ function URL of f: public",
  ],
])("the review reports access changes: %s", (_, changed, line) => {
  expect(findingLines(changed)).toEqual(["Access changes", line]);
});

describe("the name of the authorizer in an access change", () => {
  type Values = Readonly<Record<string, unknown>>;

  const reference = (name: string) => `\${aws_apigatewayv2_authorizer.${name}.id}`;

  function route(authorizer_id?: string): Values {
    return {
      route_key: "GET /a",
      authorization_type: "JWT",
      authorization_scopes: ["a/read"],
      ...(authorizer_id === undefined ? {} : { authorizer_id }),
    };
  }

  function authorizer(address: string, parts: Partial<Change>): Change {
    return change("aws_apigatewayv2_authorizer", {
      address: `aws_apigatewayv2_authorizer.${address}`,
      constructPath: "test/authorizer",
      ...parts,
    });
  }

  /** Returns the change of an authorizer that stays unchanged. */
  function unchanged(address: string, name: string, id: string): Change {
    return authorizer(address, { action: "no-op", before: { id, name }, after: { id, name } });
  }

  function accessLines(changes: readonly Change[], options?: ReviewOptions): readonly string[] {
    const group = review(changes, options).findings.find(({ title }) => title === "Access changes");
    return group?.findings.flatMap(({ lines }: Finding) => lines) ?? [];
  }

  test("a reference to an unchanged authorizer is printed as its name", () => {
    const changes = [
      change("aws_apigatewayv2_route", { before: route("64qzbw"), after: route("cx62av") }),
      unchanged("first", "users", "64qzbw"),
      unchanged("second", "staff", "cx62av"),
    ];
    const options = configured(
      "aws_apigatewayv2_route",
      route(reference("first")),
      route(reference("second")),
    );
    expect(accessLines(changes, options)).toEqual([
      "~ GET /a: JWT users: scope a/read → JWT staff: scope a/read",
    ]);
  });

  test("an authorizer ID in the state is printed as the name of the authorizer", () => {
    const changes = [
      change("aws_apigatewayv2_route", { before: route("64qzbw"), after: route("cx62av") }),
      unchanged("first", "users", "64qzbw"),
      unchanged("second", "staff", "cx62av"),
    ];
    expect(accessLines(changes)).toEqual(["~ GET /a: JWT users: scope a/read → JWT staff: scope a/read"]);
  });

  test("an authorizer that the same plan creates is printed as its name", () => {
    const after = route(reference("users"));
    const changes = [
      change("aws_apigatewayv2_route", {
        action: "create",
        before: null,
        after: route(),
        afterUnknown: { authorizer_id: true },
      }),
      authorizer("users", {
        action: "create",
        before: null,
        after: { name: "users" },
        afterUnknown: { id: true },
      }),
    ];
    const options = configured("aws_apigatewayv2_route", {}, after);
    expect(accessLines(changes, options)).toEqual(["+ GET /a: JWT users: scope a/read"]);
    expect(accessLines(changes)).toEqual(["+ GET /a: JWT (known after apply): scope a/read"]);
  });

  test("a reference to an instance of an authorizer is printed as its name", () => {
    const changes = [
      change("aws_apigatewayv2_route", { action: "create", before: null, after: route("64qzbw") }),
      unchanged('all["a"]', "users", "64qzbw"),
    ];
    const options = configured("aws_apigatewayv2_route", {}, route(reference('all["a"]')));
    expect(accessLines(changes, options)).toEqual(["+ GET /a: JWT users: scope a/read"]);
  });

  test("an authorizer that is not in the plan is printed as its address, or else as its ID", () => {
    const changed = change("aws_apigatewayv2_route", { before: route("64qzbw"), after: route("cx62av") });
    const options = configured("aws_apigatewayv2_route", route(reference("old")), route(reference("new")));
    expect(findingLines(changed, options)).toEqual([
      "Access changes",
      "~ GET /a: JWT aws_apigatewayv2_authorizer.old: scope a/read → JWT aws_apigatewayv2_authorizer.new: scope a/read",
    ]);
    expect(accessLines([changed])).toEqual(["~ GET /a: JWT 64qzbw: scope a/read → JWT cx62av: scope a/read"]);
  });

  test("two authorizers with the same name are printed with their addresses", () => {
    const changes = [
      change("aws_apigatewayv2_route", { before: route("64qzbw"), after: route("cx62av") }),
      authorizer("old", { action: "delete", before: { id: "64qzbw", name: "users" }, after: null }),
      unchanged("new", "users", "cx62av"),
    ];
    expect(accessLines(changes)).toEqual([
      "~ GET /a: JWT users: scope a/read (aws_apigatewayv2_authorizer.old) → JWT users: scope a/read (aws_apigatewayv2_authorizer.new)",
    ]);
  });

  test("a route whose authorizer only moves to another Terraform address is not a finding", () => {
    const stack = (name: string) =>
      Stack.parse(JSON.stringify({ resource: { aws_apigatewayv2_route: { one: route(reference(name)) } } }));
    const changes = [
      change("aws_apigatewayv2_route", { before: route("64qzbw"), after: route("64qzbw") }),
      { ...unchanged("new", "users", "64qzbw"), previousAddress: "aws_apigatewayv2_authorizer.old" },
    ];
    const options = { configurations: { before: stack("old"), after: stack("new") } };
    expect(accessLines(changes, options)).toEqual([]);
    expect(accessLines(changes)).toEqual([]);
  });
});

describe("a route that is created at another Terraform address", () => {
  const route = (action: "create" | "delete", name: string, api_id = "one") => {
    const values = { api_id, route_key: "GET /a", authorization_type: "JWT" };
    const sides = action === "create" ? { before: null, after: values } : { before: values, after: null };
    return change("aws_apigatewayv2_route", { action, address: `aws_apigatewayv2_route.${name}`, ...sides });
  };

  test("a route with the same access is not a finding", () => {
    expect(review([route("delete", "old"), route("create", "new")]).findings).toEqual([]);
  });

  test("a route with another access is reported as an access change", () => {
    const created = route("create", "new");
    const opened = { ...created, after: { ...created.after, authorization_type: "NONE" } };
    expect(review([route("delete", "old"), opened]).findings).toEqual([
      {
        title: "Access changes",
        findings: [{ subject: "test/one", lines: ["~ GET /a: JWT: any valid token → public"] }],
      },
    ]);
  });

  test("a route that moves to another API is reported as a new route and a removed endpoint", () => {
    const { findings } = review([route("delete", "old"), route("create", "new", "two")]);
    expect(findings.map(({ title }) => title)).toEqual(["Access changes", "Removed endpoints"]);
  });
});

test.each<[string, Change, string[]]>([
  [
    "multi-factor authentication of a user pool",
    change("aws_cognito_user_pool", {
      before: { mfa_configuration: "ON" },
      after: { mfa_configuration: "OPTIONAL" },
    }),
    ["~ mfa_configuration: ON → OPTIONAL"],
  ],
  [
    "callback URLs of an app client",
    change("aws_cognito_user_pool_client", {
      before: { callback_urls: ["https://a.example.com"] },
      after: { callback_urls: ["https://a.example.com", "https://b.example.com"] },
    }),
    ['~ callback_urls: ["https://a.example.com"] → ["https://a.example.com","https://b.example.com"]'],
  ],
  [
    "an app client with callback URLs",
    change("aws_cognito_user_pool_client", {
      action: "create",
      before: null,
      after: { name: "web", callback_urls: ["https://a.example.com"] },
    }),
    ["+ app client web, callbacks https://a.example.com"],
  ],
  [
    "an app client without callback URLs",
    change("aws_cognito_user_pool_client", { action: "create", before: null, after: { name: "cli" } }),
    ["+ app client cli"],
  ],
])("%s is an access change", (_, changed, lines) => {
  expect(findingLines(changed)).toEqual(["Access changes", ...lines]);
});

test("a review shows which clients reach a new route of a WebSocket API", () => {
  const api_id = "abc123";
  const api = change("aws_apigatewayv2_api", {
    action: "no-op",
    before: { id: api_id, protocol_type: "WEBSOCKET" },
    after: { id: api_id, protocol_type: "WEBSOCKET" },
  });
  const routes = ["$connect", "sendMessage"].map((route_key) =>
    change("aws_apigatewayv2_route", {
      action: "create",
      before: null,
      after: { api_id, route_key, authorization_type: "NONE" },
    }),
  );
  const { findings } = review([api, ...routes]);
  const access = findings.find(({ title }) => title === "Access changes");
  expect(access?.findings.flatMap(({ lines }: Finding) => lines)).toEqual([
    "+ $connect: public",
    "+ sendMessage: connected clients",
  ]);
});
