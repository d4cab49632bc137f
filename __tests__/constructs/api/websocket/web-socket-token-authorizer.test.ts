import {
  KmsKey,
  NodejsFunction,
  TerraformVariable,
  UserPool,
  WebSocketApi,
  WebSocketTokenAuthorizer,
  type WebSocketTokenAuthorizerProps,
  type WebSocketTokenOptions,
} from "gatewright";
import { errorsOf, synthesized, testStack } from "../../../support";
import { fn } from "../http/api-fixture";

const STAFF = { issuer: "https://login.example.com/", audiences: ["https://chat.example.com"] };

/** Returns a stack with a WebSocket API whose clients need a token of an issuer. */
function staffStack(props: Partial<WebSocketTokenAuthorizerProps> = {}) {
  const stack = testStack();
  const authorizer = new WebSocketTokenAuthorizer(stack, "staff", { ...STAFF, ...props });
  const chat = new WebSocketApi(stack, "chat", { authorizer });
  chat.route("$connect", fn(stack));
  return { stack, authorizer, chat };
}

/** Returns a stack with a WebSocket API whose clients need a token of a user pool. */
function poolStack(...options: Parameters<UserPool["webSocketAuthorizer"]>) {
  const stack = testStack();
  const users = new UserPool(stack, "users", { scopes: ["chat/read"] });
  const authorizer = users.webSocketAuthorizer(...options);
  new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack));
  return { stack, users, authorizer };
}

/** Returns the environment variables of the function that verifies the tokens. */
function variablesOf(stack: ReturnType<typeof testStack>): unknown {
  const functions = synthesized(stack).stack.ofType("aws_lambda_function");
  const environments = functions.map(({ values }) => values.environment as { variables: object } | undefined);
  return environments.find((environment) => environment !== undefined)?.variables;
}

describe("a token authorizer for an issuer", () => {
  test("the route $connect has an authorizer, whose function the API may invoke", () => {
    const { stack, authorizer, chat } = staffStack();
    const result = synthesized(stack);
    result.only("aws_apigatewayv2_route", { route_key: "$connect", authorization_type: "CUSTOM" });
    const [created] = result.stack.ofType("aws_apigatewayv2_authorizer");
    expect(created?.values).toEqual({
      api_id: "${aws_apigatewayv2_api.chat.id}",
      authorizer_type: "REQUEST",
      authorizer_uri: "${aws_lambda_function.staff.invoke_arn}",
      identity_sources: ["route.request.querystring.token"],
      lifecycle: { create_before_destroy: true },
      name: "staff",
    });
    expect([...chat.permissions.keys()]).toContain(authorizer.function);
    expect(variablesOf(stack)).toEqual({
      ISSUER: "https://login.example.com/",
      AUDIENCES: '["https://chat.example.com"]',
      SCOPES: "[]",
      TOKEN_IN: "query",
      TOKEN_NAME: "token",
    });
  });

  test("the role of the function can only write logs, and the function is in no VPC", () => {
    const { stack } = staffStack();
    const result = synthesized(stack);
    const verify = result.only("aws_lambda_function", { function_name: "test-staff" });
    expect(verify.values).not.toHaveProperty("vpc_config");
    expect(verify.values.tracing_config).toEqual({ mode: "PassThrough" });
    result.only("aws_cloudwatch_log_group", { name: "/aws/lambda/test-staff", retention_in_days: 30 });
    const policies = result.stack.ofType("aws_iam_role_policy").map(({ values }) => values);
    const [policy, ...others] = policies.filter(({ role }) => String(role).includes("staff"));
    expect(others).toEqual([]);
    const [statement, ...more] = JSON.parse(String(policy?.policy)).Statement;
    expect(more).toEqual([]);
    expect(statement.Action).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
    expect(statement.Resource).toEqual([
      expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.staff_.*\.arn\}:\*$/),
    ]);
  });

  test.each<[WebSocketTokenOptions, string, object]>([
    [{ tokenName: "jwt" }, "route.request.querystring.jwt", { TOKEN_IN: "query", TOKEN_NAME: "jwt" }],
    [{ tokenIn: "cookie" }, "route.request.header.Cookie", { TOKEN_IN: "cookie", TOKEN_NAME: "token" }],
    [
      { tokenIn: "cookie", tokenName: "__Host-a.b" },
      "route.request.header.Cookie",
      { TOKEN_IN: "cookie", TOKEN_NAME: "__Host-a.b" },
    ],
    [{ tokenIn: "subprotocol" }, "route.request.header.Sec-WebSocket-Protocol", { TOKEN_IN: "subprotocol" }],
  ])("the options %p set the identity source %s", (options, source, variables) => {
    const { stack } = staffStack(options);
    synthesized(stack).only("aws_apigatewayv2_authorizer", { identity_sources: [source] });
    const { TOKEN_IN, TOKEN_NAME } = variablesOf(stack) as Record<string, string>;
    expect({ TOKEN_IN, ...(TOKEN_NAME && { TOKEN_NAME }) }).toEqual(variables);
  });

  test("the options of the logs and the tags apply to the function", () => {
    const { stack, authorizer } = staffStack();
    const logEncryptionKey = new KmsKey(stack, "key");
    const tags = { team: "chat" };
    new WebSocketTokenAuthorizer(stack, "other", { ...STAFF, logRetentionDays: 365, logEncryptionKey, tags });
    const result = synthesized(stack);
    result.only("aws_cloudwatch_log_group", {
      name: "/aws/lambda/test-other",
      retention_in_days: 365,
      kms_key_id: "${aws_kms_key.key.arn}",
      tags,
    });
    result.only("aws_lambda_function", { function_name: "test-other", tags });
    expect(authorizer.function.functionName).not.toBe("");
  });

  test("values of Terraform are written as expressions, and as JSON in the lists", () => {
    const stack = testStack();
    const variable = (name: string, type: string) => new TerraformVariable(stack, name, { type });
    const authorizer = new WebSocketTokenAuthorizer(stack, "staff", {
      issuer: variable("issuer", "string").stringValue,
      audiences: variable("audiences", "list(string)").listValue,
      scopes: ['a"${b}', variable("scope", "string").stringValue],
      tokenName: variable("name", "string").stringValue,
    });
    new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack));
    expect(errorsOf(stack)).toEqual([]);
    expect(variablesOf(stack)).toMatchObject({
      ISSUER: "${var.issuer}",
      AUDIENCES: "${jsonencode(var.audiences)}",
      SCOPES: '${jsonencode(["a\\"$${b}", "${var.scope}"])}',
    });
    synthesized(stack).only("aws_apigatewayv2_authorizer", {
      identity_sources: ["route.request.querystring.${var.name}"],
    });
  });

  test("two APIs share one function", () => {
    const { stack, authorizer } = staffStack();
    new WebSocketApi(stack, "other", { authorizer }).route("$connect", fn(stack, "other-connect"));
    const { stack: result } = synthesized(stack);
    expect(result.ofType("aws_apigatewayv2_authorizer")).toHaveLength(2);
    expect(result.ofType("aws_lambda_function")).toHaveLength(3);
  });

  test.each<[string, Partial<WebSocketTokenAuthorizerProps>, string]>([
    [
      "an issuer that is no https URL",
      { issuer: "http://login.example.com" },
      'issuer is "http://login.example.com"; expected an https URL. Write it exactly as in the iss claim of the tokens.',
    ],
    [
      "an empty list of audiences",
      { audiences: [] },
      "has no audience, so it denies every connection. Add an audience, or add a client to the user pool.",
    ],
    [
      "a name with a space",
      { tokenName: "my token" },
      'tokenName is "my token"; expected letters, digits, _, . and -',
    ],
    ["an empty name", { tokenName: "" }, 'tokenName is ""; expected letters, digits, _, . and -'],
    [
      "the name of a subprotocol",
      { tokenIn: "subprotocol", tokenName: "bearer" },
      'tokenName is "bearer", but the token is the subprotocol after "bearer". Remove it.',
    ],
    [
      "scopes of ID tokens",
      { tokenUse: "id", scopes: ["chat/read"] },
      'scopes is set, but an ID token has no scopes. Remove it, or set tokenUse to "access".',
    ],
    [
      "another place",
      { tokenIn: "header" as never },
      'tokenIn is "header"; expected one of "query", "cookie", "subprotocol"',
    ],
    [
      "a place that only Terraform knows",
      { tokenIn: "${TfToken[TOKEN.1]}" as never },
      "tokenIn is known only to Terraform; expected a value that is known at synthesis. Write it as a literal.",
    ],
  ])("%s is one error, with the path of the authorizer", (_, props, error) => {
    expect(errorsOf(staffStack(props).stack)).toEqual([`test/staff: ${error}`]);
  });

  test("an authorizer whose ID is too long for a name on AWS is an error", () => {
    const stack = testStack();
    const authorizer = new WebSocketTokenAuthorizer(stack, "a".repeat(129), STAFF);
    new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack));
    expect(errorsOf(stack)).toContainEqual(expect.stringContaining("test/chat: authorizer ID"));
  });

  test("an authorizer that no API uses is checked too", () => {
    const stack = testStack();
    new WebSocketTokenAuthorizer(stack, "staff", { ...STAFF, issuer: "login" });
    expect(errorsOf(stack)).toEqual([expect.stringContaining('test/staff: issuer is "login"')]);
  });
});

describe("the token authorizer of a user pool", () => {
  test("the function accepts access tokens of all clients, including those that are added later", () => {
    const { stack, users } = poolStack();
    users.addSrpClient("web");
    users.addSrpClient("app");
    expect(variablesOf(stack)).toEqual({
      ISSUER: "https://${aws_cognito_user_pool.users.endpoint}",
      AUDIENCES: expect.stringMatching(
        /^\$\{jsonencode\(\["\$\{aws_cognito_user_pool_client\.\S+-web_\w+\.id\}", "\$\{aws_cognito_user_pool_client\.\S+-app_\w+\.id\}"\]\)\}$/,
      ),
      SCOPES: "[]",
      TOKEN_IN: "query",
      TOKEN_NAME: "token",
      TOKEN_USE: "access",
    });
    const result = synthesized(stack);
    result.only("aws_lambda_function", { function_name: "test-users-web-socket-authorizer" });
    result.only("aws_apigatewayv2_authorizer", { name: "users-web-socket-authorizer" });
  });

  test("the options set the place of the token, the scopes and the use", () => {
    const { stack, users } = poolStack({ tokenIn: "subprotocol", scopes: ["chat/read", "openid"] });
    users.addSrpClient("web");
    expect(variablesOf(stack)).toMatchObject({ TOKEN_IN: "subprotocol", SCOPES: '["chat/read","openid"]' });
    const ids = poolStack({ tokenUse: "id" });
    ids.users.addSrpClient("web");
    expect(variablesOf(ids.stack)).toMatchObject({ TOKEN_USE: "id" });
  });

  test("a later call with the same options returns the same authorizer, and another ID returns another one", () => {
    const { users, authorizer } = poolStack({ scopes: ["chat/read"] });
    expect(users.webSocketAuthorizer({ scopes: ["chat/read"] })).toBe(authorizer);
    expect(users.webSocketAuthorizer({}, "second")).not.toBe(authorizer);
  });

  test("a later call with other options and the same ID is an error", () => {
    const { stack, users } = poolStack();
    users.addSrpClient("web");
    users.webSocketAuthorizer({ tokenIn: "cookie" });
    expect(errorsOf(stack)).toEqual([
      'test/users: webSocketAuthorizer "web-socket-authorizer" is declared twice with other options. Use the same options, or pass another ID as the second argument.',
    ]);
  });

  test("a pool without a client is an error", () => {
    expect(errorsOf(poolStack().stack)).toEqual([
      "test/users/web-socket-authorizer: has no audience, so it denies every connection. Add an audience, or add a client to the user pool.",
    ]);
  });

  test("a scope that the pool does not have is an error", () => {
    const { stack, users } = poolStack({ scopes: ["chat/raed"] });
    users.addSrpClient("web");
    expect(errorsOf(stack)).toEqual([
      "test/users: webSocketAuthorizer: no token of the pool can have the scope chat/raed. Available: openid, email, profile, aws.cognito.signin.user.admin, chat/read. Correct the scope, or add it to the user pool.",
    ]);
  });
});

test("the types of the options reject other places, other uses and unknown names", () => {
  const stack = testStack();
  const users = new UserPool(stack, "users");
  // @ts-expect-error: an HTTP header is no place of a token
  users.webSocketAuthorizer({ tokenIn: "header" }, "a");
  // @ts-expect-error: Cognito has no refresh token in a handshake
  users.webSocketAuthorizer({ tokenUse: "refresh" }, "b");
  // @ts-expect-error: the pool defines the issuer
  users.webSocketAuthorizer({ issuer: "https://login.example.com/" }, "c");
  // @ts-expect-error: an issuer needs audiences
  new WebSocketTokenAuthorizer(stack, "d", { issuer: "https://login.example.com/" });
  // @ts-expect-error: a list, or a function that returns it
  new WebSocketTokenAuthorizer(stack, "e", { issuer: "https://login.example.com/", audiences: "chat" });
  const { function: verify }: { function: NodejsFunction } = new WebSocketTokenAuthorizer(stack, "f", STAFF);
  expect(verify).toBeInstanceOf(NodejsFunction);
});
