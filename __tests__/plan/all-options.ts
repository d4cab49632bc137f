import {
  ApiAlarms,
  type ApiAlarmsProps,
  ApiDashboard,
  ApiQueries,
  ApiTraces,
  Connections,
  GithubDeployRole,
  HttpApi,
  http,
  httpProxy,
  IamAuthorizer,
  JwtAuthorizer,
  KmsKey,
  LambdaAuthorizer,
  LocalBackend,
  LogAlarm,
  LogSubscription,
  lambdaTemplate,
  mock,
  NodejsFunction,
  Parameter,
  RequestAuthorizer,
  RestApi,
  RestApiAccount,
  Secret,
  SnsTopic,
  SqsQueue,
  Table,
  TerraformOutput,
  type TerraformStack,
  TerraformVariable,
  TokenAuthorizer,
  UsagePlan,
  UserPool,
  WebAcl,
  WebSocketApi,
  WebSocketTokenAuthorizer,
} from "gatewright";
import { event, message, route, stream } from "gatewright/contract";
import * as z from "zod";
import { declareServiceRoutes } from "./service-routes";

const TAGS = { team: "things" };

/** Declares every construct of the library, with all of its options. */
export function declareEverything(stack: TerraformStack): void {
  new LocalBackend(stack, { path: "everything.tfstate" });
  const color = new TerraformVariable(stack, "color", { type: "string", default: "red" });
  const key = new KmsKey(stack, "key", { enableKeyRotation: true });
  const dead = new SqsQueue(stack, "dead", { name: "dead" });

  const answer = new NodejsFunction(stack, "answer", {
    entry: "answer.ts",
    name: "named-answer",
    description: "Answers",
    environment: { COLOUR: color.stringValue, QUEUE: dead.url },
    memoryMb: 1024,
    timeoutSeconds: 29,
    architecture: "x86_64",
    runtime: "nodejs24.x",
    reservedConcurrency: 0,
    layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:one:1"],
    vpc: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
    ephemeralStorageMb: 1024,
    deadLetterQueue: dead,
    tracing: false,
    logRetentionDays: 14,
    applicationLogLevel: "DEBUG",
    systemLogLevel: "WARN",
    logEncryptionKey: key,
    environmentKey: key,
    codeSigningConfig: { arn: "arn:aws:lambda:eu-central-1:123456789012:code-signing-config:csc-1" },
    tags: TAGS,
  });
  answer.grant({
    actions: ["s3:GetObject"],
    resources: ["arn:aws:s3:::a/${aws:PrincipalTag/team}/*"],
    conditions: { Bool: { "aws:SecureTransport": "true" } },
  });
  const check = new NodejsFunction(stack, "check", { entry: "check.ts", reservedConcurrency: 10 });
  const tables = [declareTables(stack, answer, key)];
  declareSecrets(stack, answer, key);
  declareDeployRoles(stack);
  const api = declareApis(stack, { answer, check }, declareUsers(stack), key);
  declareMonitoring(stack, { api, tables, encryptionKey: key }, { answer, check });
}

function declareDeployRoles(stack: TerraformStack): void {
  new GithubDeployRole(stack, "deploy", {
    repository: "acme/things",
    environments: ["production"],
    branches: ["main"],
    pullRequests: true,
    statements: [{ actions: ["apigateway:GET"], resources: ["arn:aws:apigateway:eu-central-1::/apis*"] }],
    maxSessionSeconds: 7200,
    createProvider: true,
    name: "named-role",
    tags: TAGS,
  });
  new GithubDeployRole(stack, "deploy-too", {
    repository: "acme/others",
    branches: ["main"],
    statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] }],
  });
}

function declareTables(stack: TerraformStack, answer: NodejsFunction, key: KmsKey): Table {
  const provisioned = new Table(stack, "provisioned", {
    partitionKey: "thingId",
    sortKey: { name: "at", type: "N" },
    name: "named-table",
    capacity: { read: 5, write: 2 },
    globalSecondaryIndexes: {
      byOwner: { partitionKey: "owner", sortKey: { name: "at", type: "N" }, projection: "KEYS_ONLY" },
      byColour: { partitionKey: "color", projection: ["owner"], capacity: { read: 1, write: 1 } },
    },
    localSecondaryIndexes: {
      byName: { sortKey: "name", projection: ["color"] },
      byShape: { sortKey: "shape" },
    },
    timeToLiveAttribute: "endsAt",
    encryptionKey: key,
    pointInTimeRecovery: false,
    deletionProtection: false,
    tags: TAGS,
  });
  const onDemand = new Table(stack, "on-demand", {
    partitionKey: { name: "id", type: "B" },
    globalSecondaryIndexes: { byName: { partitionKey: "name" } },
  });
  const connections = new Connections(stack, "connections", {
    name: "named-connections",
    encryptionKey: key,
    pointInTimeRecovery: false,
    deletionProtection: false,
    tags: TAGS,
  });
  connections.grantRead(answer);
  connections.grantWrite(answer);
  provisioned.grant(answer, "GetItem", "Query", "PutItem");
  onDemand.grant(answer, "Query", "Scan");
  onDemand.grant(answer, "DeleteItem");
  return provisioned;
}

function declareSecrets(stack: TerraformStack, answer: NodejsFunction, key: KmsKey): void {
  const variable = (id: string) => new TerraformVariable(stack, id, { type: "string" });
  const options = { description: "Everything", valueVersion: 2, encryptionKey: key, tags: TAGS };
  const secrets = [
    new Secret(stack, "secret", {
      name: "named/secret",
      value: variable("secret-value"),
      recoveryWindowDays: 0,
      ...options,
    }),
    new Secret(stack, "empty-secret"),
    Secret.fromName(stack, "old-secret", "old/secret", { encryptionKey: key }),
    new Parameter(stack, "parameter", {
      name: "/named/parameter",
      value: variable("parameter-value"),
      ...options,
    }),
    Parameter.fromName(stack, "old-parameter", "/old/parameter", { encryptionKey: key }),
  ];
  for (const secret of secrets) secret.grantRead(answer);
}

function declareUsers(stack: TerraformStack): UserPool {
  const users = new UserPool(stack, "users", {
    scopes: ["things/read", "things/write", "https://other.example.com/all"],
    groups: ["admin", "staff"],
    name: "named-pool",
    passwordPolicy: {
      minimumLength: 16,
      requireLowercase: false,
      requireUppercase: false,
      requireNumbers: false,
      requireSymbols: true,
      temporaryPasswordValidityDays: 1,
    },
    mfa: "ON",
    threatProtection: "ENFORCED",
    emailSender: {
      identityArn: "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
      from: "Things <users@example.com>",
    },
    emailVerification: "LINK",
    selfSignUp: true,
    domainPrefix: "everything",
    deletionProtection: false,
    tags: TAGS,
  });
  users.addCodeClient("web", {
    callbackUrls: ["https://app.example.com/callback", "http://localhost:5173/callback"],
    logoutUrls: ["https://app.example.com"],
    scopes: ["things/read"],
    accessTokenMinutes: 5,
    refreshTokenDays: 1,
    refreshTokenRotation: false,
    writeAttributes: ["email", "name"],
  });
  users.addSrpClient("app", { accessTokenMinutes: 30, refreshTokenDays: 7 });
  new UserPool(stack, "others", { mfa: "OFF" }).addSrpClient("app");
  return users;
}

function declareApis(
  stack: TerraformStack,
  { answer, check }: Readonly<Record<"answer" | "check", NodejsFunction>>,
  users: UserPool,
  key: KmsKey,
): HttpApi {
  const api = new HttpApi(stack, "api", {
    name: "named-api",
    description: "Everything",
    authorizer: users.authorizer(),
    cors: {
      origins: ["https://app.example.com"],
      methods: ["GET", "POST"],
      headers: ["authorization"],
      exposeHeaders: ["x-request-id"],
      credentials: true,
      maxAgeSeconds: 60,
    },
    throttle: { rate: 50.5, burst: 100 },
    detailedMetrics: true,
    logRetentionDays: 365,
    logEncryptionKey: key,
    openApi: { title: "Everything", version: "1.0.0" },
    tags: TAGS,
  });
  const staff = new JwtAuthorizer("staff", {
    issuer: "https://login.example.com/",
    audiences: ["api", "app"],
    scopes: ["staff"],
    groups: ["admin"],
  });
  const callers = new LambdaAuthorizer("callers", {
    function: check,
    identitySources: ["$request.header.X-Key", "$context.routeKey"],
    ttlSeconds: 60,
  });
  api.route("GET /things", answer, { scopes: ["things/read"] });
  api.route("GET /things/{thingId}", answer, { throttle: { rate: 1, burst: 1 }, detailedMetrics: false });
  api.route("POST /staff", answer, { authorizer: staff, scopes: ["staff"] });
  api.route("PUT /callers", answer, { authorizer: callers });
  api.route("DELETE /signed/{proxy+}", answer, { authorizer: new IamAuthorizer() });
  api.route("PATCH /open", check, { access: "public" });
  const legacy = httpProxy("https://legacy.example.com/{proxy}", { method: "ANY", timeoutSeconds: 5 });
  api.route("ANY /legacy/{proxy+}", legacy, { access: "public" });
  new HttpApi(stack, "bare").route("$default", check, { access: "public" });
  new TerraformOutput(stack, "url", { value: api.url });
  new TerraformOutput(stack, "issuer", { value: users.issuer });
  return api;
}

function declareMonitoring(
  stack: TerraformStack,
  monitored: { readonly api: HttpApi } & Pick<ApiAlarmsProps, "tables" | "encryptionKey">,
  functions: Readonly<Record<"answer" | "check", NodejsFunction>>,
): void {
  const chat = new SnsTopic(stack, "chat", { name: "chat" });
  const alarms = new ApiAlarms(stack, "alarms", {
    ...monitored,
    page: { emails: ["on-call@example.com"], topics: [chat] },
    inform: { emails: ["team@example.com"] },
    serverErrorPercent: 0.1,
    clientErrorPercent: 50,
    throttledPercent: 1,
    latencyP99Ms: 500,
    integrationLatencyP99Ms: 400,
    functionErrorPercent: 2,
    durationPercent: 50,
    concurrencyPercent: 60,
    minRequests: 5,
    trafficAnomalies: true,
    tags: TAGS,
  });
  declareLogs(stack, functions, alarms);
  const { api, tables } = monitored;
  new ApiTraces(stack, "traces", {
    api,
    name: "everything",
    insights: true,
    notifications: true,
    tags: TAGS,
  });
  new ApiQueries(stack, "queries", { api, folder: "everything/api" });
  new ApiDashboard(stack, "dashboard", {
    api,
    alarms,
    tables,
    metrics: [
      {
        namespace: "things",
        metricName: "thingCreated",
        dimensions: { service: "create-thing" },
        stat: "p99.9",
        label: "created",
      },
    ],
    links: { Runbook: "https://wiki.example.com/${things}" },
    name: "named-dashboard",
    rangeHours: 12,
    logQueries: true,
  });
  new ApiDashboard(stack, "other-dashboard", { api, logQueries: false });
}

function declareLogs(
  stack: TerraformStack,
  { answer, check }: Readonly<Record<"answer" | "check", NodejsFunction>>,
  alarms: ApiAlarms,
): void {
  new LogAlarm(stack, "failed", {
    logGroup: answer.logGroup,
    pattern: '{ $.message.message = "payment failed" }',
    threshold: 5,
    periodSeconds: 300,
    description: "Look at the payment provider.",
    notify: [alarms.inform.topic],
    tags: TAGS,
  });
  new LogSubscription(stack, "archive", {
    logGroup: answer.logGroup,
    firehose: { arn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/logs" },
    pattern: '{ $.level = "ERROR" }',
    tags: TAGS,
  });
  new LogSubscription(stack, "forward", { logGroup: answer.logGroup, function: check });
}

/** Declares WebSocket APIs with all of their options. */
export function declareWebSocketApis(stack: TerraformStack): void {
  const key = new KmsKey(stack, "socket-key", { enableKeyRotation: true });
  const check = new NodejsFunction(stack, "socket-check", { entry: "check.ts" });
  const account = new RestApiAccount(stack, "socket-account");
  const chat = new WebSocketApi(stack, "chat", {
    name: "named-chat",
    description: "Everything",
    routeSelectionExpression: "${request.body.action}",
    stageName: "v1",
    authorizer: new RequestAuthorizer("clients", {
      function: check,
      identitySources: ["route.request.querystring.token"],
    }),
    throttle: { rate: 50.5, burst: 100 },
    detailedMetrics: true,
    account,
    executionLogs: "INFO",
    logRetentionDays: 365,
    logEncryptionKey: key,
    validate: true,
    events: [event("posted", { body: z.object({ text: z.string() }) })],
    asyncApi: { title: "Everything", version: "1.0.0", servers: [{ url: "wss://chat.example.com" }] },
    tags: TAGS,
  });
  const answer = new NodejsFunction(stack, "socket-answer", {
    entry: "answer.ts",
    environment: { CONNECTIONS_URL: chat.managementUrl },
  });
  chat.grantManageConnections(answer);
  chat.route("$connect", answer, { throttle: { rate: 5, burst: 10 } });
  chat.route("$disconnect", answer);
  chat.route("$default", answer, { twoWay: true });
  chat.route("chat/send", answer, { twoWay: true, detailedMetrics: false });
  const body = z.object({ text: z.string().regex(/^[$][{]x[}]/), next: z.array(z.string()) });
  chat.route(message("chat/post", { body, reply: body }), answer, { throttle: { rate: 1, burst: 1 } });
  chat.route(message("typing"), check);
  const signed = new WebSocketApi(stack, "signed", { authorizer: new IamAuthorizer() });
  signed.route("$connect", check);
  new WebSocketApi(stack, "open", { access: "public" }).route("ping", check, { twoWay: true });
  const users = new UserPool(stack, "socket-users", { scopes: ["chat/read"] });
  users.addSrpClient("web");
  const options = {
    tokenName: "session",
    logRetentionDays: 365,
    logEncryptionKey: key,
    tags: TAGS,
  } as const;
  const authorizers = {
    members: users.webSocketAuthorizer({
      ...options,
      tokenIn: "query",
      scopes: ["chat/read"],
      tokenUse: "access",
    }),
    guests: users.webSocketAuthorizer({ tokenIn: "subprotocol" }, "guests"),
    staff: new WebSocketTokenAuthorizer(stack, "staff-tokens", {
      ...options,
      issuer: "https://login.example.com/",
      audiences: ["https://chat.example.com"],
      tokenIn: "cookie",
    }),
  };
  for (const [name, authorizer] of Object.entries(authorizers))
    new WebSocketApi(stack, name, { authorizer }).route("$connect", check);
  new TerraformOutput(stack, "chat-url", { value: chat.url });
  declareWebSocketMonitoring(stack, chat);
}

function declareWebSocketMonitoring(stack: TerraformStack, chat: WebSocketApi): void {
  const connections = new Connections(stack, "socket-connections");
  const alarms = new ApiAlarms(stack, "socket-alarms", {
    api: chat,
    tables: [connections],
    serverErrorPercent: 2,
    clientErrorPercent: 50,
    throttledPercent: 1,
    integrationLatencyP99Ms: 400,
    minRequests: 5,
    trafficAnomalies: true,
  });
  new ApiDashboard(stack, "socket-dashboard", { api: chat, alarms, tables: [connections] });
  new ApiQueries(stack, "socket-queries", { api: chat });
  const silent = new WebSocketApi(stack, "silent", { access: "public", detailedMetrics: true });
  silent.route("$default", new NodejsFunction(stack, "silent-answer", { entry: "answer.ts" }));
  new ApiAlarms(stack, "silent-alarms", { api: silent });
  new ApiDashboard(stack, "silent-dashboard", { api: silent });
}

/** Declares REST APIs with all of their options. */
export function declareRestApis(stack: TerraformStack): void {
  const key = new KmsKey(stack, "rest-key", { enableKeyRotation: true });
  const answer = new NodejsFunction(stack, "rest-answer", { entry: "answer.ts" });
  const check = new NodejsFunction(stack, "rest-check", { entry: "check.ts" });
  const users = new UserPool(stack, "rest-users", { scopes: ["things/read"], groups: ["staff"] });
  users.addSrpClient("app");
  const account = new RestApiAccount(stack, "account", { name: "named-logs", tags: TAGS });
  const api = new RestApi(stack, "rest", {
    name: "named-rest-api",
    description: "Everything",
    stageName: "v1",
    stageVariables: { color: "red" },
    authorizer: users.authorizer(),
    validate: true,
    cors: {
      origins: ["https://app.example.com", "http://*"],
      methods: ["GET", "POST"],
      headers: ["authorization"],
      exposeHeaders: ["x-request-id"],
      credentials: true,
      maxAgeSeconds: 60,
    },
    gatewayResponses: {
      DEFAULT_5XX: { headers: { "x-path": "context.path" } },
      THROTTLED: { status: 503, headers: { "retry-after": "1" } },
      UNAUTHORIZED: { body: '{"message":$context.error.messageString}' },
    },
    cache: {
      sizeGb: 1.6,
      ttlSeconds: 60,
      encrypted: false,
      publicInvalidation: false,
      unauthorizedInvalidation: "FAIL_WITH_403",
    },
    canary: { percent: 12.5, variables: { color: "blue" }, useStageCache: true },
    throttle: { rate: 50.5, burst: 100 },
    detailedMetrics: true,
    tracing: true,
    traceSampling: { fixedRate: 0.1, reservoirSize: 5, priority: 10, ruleName: "named-sampling" },
    endpoint: "EDGE",
    policy: [
      { principals: ["arn:aws:iam::123456789012:root"], paths: ["*/GET/*"] },
      { effect: "Deny", conditions: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } } },
    ],
    binaryTypes: ["image/png"],
    minCompressionBytes: 1024,
    clientCertificate: true,
    account,
    executionLogs: "INFO",
    logRetentionDays: 365,
    logEncryptionKey: key,
    openApi: { title: "Everything", version: "1.0.0" },
    tags: TAGS,
  });
  declareRestRoutes(api, { answer, check });
  declareIntegrations(api, answer);
  declareUsagePlans(stack, api, { answer, check });
  declareServiceRoutes(stack, key);
  const hidden = new RestApi(stack, "hidden", {
    gatewayResponses: "default",
    endpoint: "PRIVATE",
    vpcEndpoints: ["vpce-1"],
  });
  hidden.route("ANY /", answer, { access: "public" });
  new WebAcl(stack, "waf", {
    protects: [api, hidden],
    managedRules: [
      "sqlInjection",
      { group: "common", except: ["SizeRestrictions_BODY"] },
      { group: "ipReputation", count: true },
    ],
    rateLimit: { requests: 2000, perSeconds: 60, count: true },
    name: "named-waf",
    description: "Everything",
    logAllRequests: true,
    redactedHeaders: ["X-Token"],
    logRetentionDays: 365,
    logEncryptionKey: key,
    tags: TAGS,
  });
  const alarms = new ApiAlarms(stack, "rest-alarms", {
    api,
    clientErrorPercent: 50,
    cacheMissPercent: 80,
    overQuotaPercent: 20,
    trafficAnomalies: true,
  });
  new ApiDashboard(stack, "rest-dashboard", { api, alarms });
  new ApiTraces(stack, "rest-traces", { api });
  new ApiQueries(stack, "rest-queries", { api });
  new TerraformOutput(stack, "rest-url", { value: api.url });
}

/** Declares usage plans and API keys with all of their options. */
function declareUsagePlans(
  stack: TerraformStack,
  api: RestApi,
  { answer, check }: Readonly<Record<"answer" | "check", NodejsFunction>>,
): void {
  api.route("GET /keyed", answer, { access: "public", apiKeyRequired: true });
  const metered = new RestApi(stack, "metered", { apiKeyRequired: true, apiKeySource: "authorizer" });
  metered.route("GET /", answer, { authorizer: new TokenAuthorizer("keys", { function: check }) });
  const gold = new UsagePlan(stack, "gold", {
    apis: [api],
    name: "named-gold",
    description: "Everything",
    throttle: { rate: 10.5, burst: 20 },
    quota: { requests: 10_000, period: "WEEK", offset: 3 },
    tags: TAGS,
  });
  gold.throttleRoute("GET /keyed", { rate: 1.5, burst: 1 });
  const acme = gold.addKey("acme", { customerId: "customer", description: "Acme" });
  gold.addKey("retired", { enabled: false });
  new UsagePlan(stack, "silver", { apis: [metered] }).addKey(acme);
  new TerraformOutput(stack, "acme-key", { value: acme.value, sensitive: true });
}

function declareRestRoutes(
  api: RestApi,
  { answer, check }: Readonly<Record<"answer" | "check", NodejsFunction>>,
): void {
  const token = new TokenAuthorizer("token", {
    function: check,
    header: "x-token",
    pattern: "^[a-z]+$",
    ttlSeconds: 60,
  });
  const request = new RequestAuthorizer("request", {
    function: check,
    identitySources: ["method.request.header.x-key", "context.httpMethod"],
    ttlSeconds: 60,
  });
  api.route("GET /things", answer, { scopes: ["things/read"] });
  api.route("GET /things/{thingId}", answer, { throttle: { rate: 1, burst: 1 }, detailedMetrics: false });
  api.route("GET /cached/{id}", answer, {
    scopes: ["things/read"],
    cache: {
      ttlSeconds: 3600,
      parameters: ["query.page", "header.accept-language"],
      sharedBetweenCallers: false,
    },
  });
  api.grantInvalidateCache(check);
  api.route("POST /token", answer, { authorizer: token });
  api.route("PUT /request", answer, { authorizer: request });
  api.route("DELETE /signed/{proxy+}", answer, { authorizer: new IamAuthorizer() });
  const legacy = httpProxy("https://legacy.example.com/{proxy}", { method: "ANY", timeoutSeconds: 5 });
  api.route("ANY /legacy/{proxy+}", legacy, { access: "public" });
  const watch = new NodejsFunction(api, "watch", { entry: "functions/health/get.ts", timeoutSeconds: 900 });
  api.route(route("GET /events", { access: "public", replies: { 200: stream("text/event-stream") } }), watch);
  const body = z.object({ name: z.literal("${x}"), tags: z.array(z.string().regex(/^\w+$/)) });
  const query = z.object({ limit: z.int() });
  api.route(route("POST /bodies", { body }), answer);
  api.route(route("PUT /bodies/{id}", { body, query }), answer, { validate: true });
  api.route(route("GET /bodies", { query }), answer);
  api.route(route("PATCH /bodies", { body: z.object({ other: z.string() }) }), answer, { validate: false });
}

/** Declares integrations without a proxy with all of their options. */
function declareIntegrations(api: RestApi, answer: NodejsFunction): void {
  const item = z.object({ id: z.string() });
  const examples = { replies: { 200: { id: "$1 #2 ${x}" } } };
  api.route(route("GET /mocked/{id}", { access: "public", replies: { 200: item }, examples }), mock());
  const text = mock({ status: 503, body: "cost: $5 #1 ${x} %{y}", headers: { "x-id": "context.requestId" } });
  api.route("PUT /mocked/{id}", text, { access: "public" });
  const template = mock({ template: { "text/plain": "$input.params('id')" } });
  api.route("POST /mocked/{id}", template, { access: "public" });
  const vpcLink = {
    id: "a1b2c3",
    targetArn:
      "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/things/0123456789abcdef",
  };
  api.route("GET /private", httpProxy("http://internal.example.com", { vpcLink }), { access: "public" });
  api.route("GET /backend", http("https://backend.example.com"), { access: "public" });
  const backend = http("https://backend.example.com/{area}/{id}", {
    method: "PATCH",
    timeoutSeconds: 2.5,
    vpcLink,
    request: {
      headers: { "x-source": "web", "x-tenant": "method.request.header.tenant" },
      query: { tag: "method.request.multivaluequerystring.tag" },
      path: { area: "stageVariables.color" },
      template: { "application/json": '{"body":$input.json("$")}', "application/xml": "<body/>" },
    },
    responses: [
      {
        status: 200,
        headers: { location: "integration.response.header.Location", "cache-control": "no-store" },
      },
      {
        status: 400,
        selectionPattern: "4\\d{2}",
        template: '{"error":$input.json("$.error")}',
        contentHandling: "CONVERT_TO_TEXT",
      },
    ],
  });
  api.route("PUT /backend/{id}", backend, { access: "public" });
  api.route("GET /function", lambdaTemplate(answer), { access: "public" });
  const event = lambdaTemplate(answer, {
    invocationType: "Event",
    timeoutSeconds: 5,
    template: '{"id":"$context.requestId"}',
    responses: [{ status: 202, template: "" }],
  });
  api.route("POST /function", event, { access: "public" });
}
