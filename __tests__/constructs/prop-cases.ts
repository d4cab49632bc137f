import { CloudwatchEventBus } from "@cdktf/provider-aws/lib/cloudwatch-event-bus";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import {
  ApiAlarms,
  type ApiAlarmsProps,
  ApiDashboard,
  type ApiDashboardProps,
  type ApiKeyProps,
  ApiQueries,
  type ApiQueriesProps,
  ApiTraces,
  type ApiTracesProps,
  type CodeClientProps,
  Connections,
  type ConnectionsProps,
  type DynamodbGetItemOptions,
  type DynamodbPutItemOptions,
  type DynamodbQueryOptions,
  dynamodbGetItem,
  dynamodbPutItem,
  dynamodbQuery,
  type EventbridgePutEventsOptions,
  type ExistingSecretOptions,
  eventbridgePutEvents,
  GithubDeployRole,
  type GithubDeployRoleProps,
  type GlobalIndex,
  HttpApi,
  type HttpApiProps,
  type HttpOptions,
  type HttpProxyOptions,
  http,
  httpProxy,
  JwtAuthorizer,
  type JwtAuthorizerProps,
  type KinesisPutRecordOptions,
  kinesisPutRecord,
  LambdaAuthorizer,
  type LambdaAuthorizerProps,
  type LambdaTemplateOptions,
  type LocalIndex,
  LogAlarm,
  type LogAlarmProps,
  LogSubscription,
  type LogSubscriptionProps,
  lambdaTemplate,
  type MockOptions,
  mock,
  NodejsFunction,
  type NodejsFunctionProps,
  Parameter,
  type ParameterProps,
  RequestAuthorizer,
  type RequestAuthorizerProps,
  type RequestMapping,
  RestApi,
  RestApiAccount,
  type RestApiAccountProps,
  type RestApiProps,
  type RestIntegration,
  type RestRouteSettings,
  type RouteSettings,
  type S3ObjectOptions,
  Secret,
  type SecretProps,
  type SnsPublishOptions,
  SnsTopic,
  SqsQueue,
  type SqsSendMessageOptions,
  type SrpClientProps,
  type Statement,
  type StepFunctionsOptions,
  s3GetObject,
  s3PutObject,
  snsPublish,
  sqsSendMessage,
  stepFunctionsStartExecution,
  stepFunctionsStartSyncExecution,
  Table,
  type TableProps,
  type TerraformStack,
  TerraformVariable,
  TokenAuthorizer,
  type TokenAuthorizerProps,
  UsagePlan,
  type UsagePlanProps,
  UserPool,
  type UserPoolProps,
  type VpcLink,
  WebAcl,
  type WebAclProps,
  WebSocketApi,
  type WebSocketApiProps,
  type WebSocketRouteSettings,
  WebSocketTokenAuthorizer,
  type WebSocketTokenAuthorizerProps,
  type WebSocketTokenOptions,
} from "gatewright";
import { empty, problem, type Route, route } from "gatewright/contract";
import * as z from "zod";

/**
 * Kind of a prop:
 * - the type of its values in Terraform; `list` is a list of texts
 * - `choice`: a text that is one of several values
 * - `restricted`: a text without the characters of templates, such as `$`
 * - `check`: a list that only the checks at synthesis read
 * - `known`: a value that synthesis needs, so that a value of Terraform is an error
 * - `construct`: a construct, or another object of Gatewright
 * - an object: a prop with members
 */
export type Kind =
  | "text"
  | "choice"
  | "restricted"
  | "number"
  | "boolean"
  | "list"
  | "map"
  | "check"
  | "known"
  | "construct"
  | { readonly [name: string]: Kind };

/** Kinds of all props of an interface, so that a new prop without a kind is a type error. */
type Kinds<Props> = { readonly [Name in keyof Required<Props>]: Kind };

/** Construct, method or function whose props are tested. */
export interface Subject {
  readonly name: string;
  readonly kinds: { readonly [name: string]: Kind };
  /** Declares it in a stack, with valid values for all required props. `props` replace these values. */
  declare(stack: TerraformStack, props: object): void;
}

const API: Kinds<HttpApiProps> = {
  name: "text",
  description: "text",
  authorizer: "construct",
  cors: {
    origins: "list",
    methods: "list",
    headers: "list",
    exposeHeaders: "list",
    credentials: "boolean",
    maxAgeSeconds: "number",
  },
  throttle: { rate: "number", burst: "number" },
  detailedMetrics: "boolean",
  logRetentionDays: "number",
  logEncryptionKey: { arn: "text" },
  openApi: "known",
  tags: "map",
};

const REST_API: Kinds<RestApiProps> = {
  name: "text",
  description: "text",
  stageName: "text",
  stageVariables: "map",
  authorizer: "construct",
  apiKeyRequired: "boolean",
  apiKeySource: "known",
  cors: API.cors,
  gatewayResponses: "known",
  cache: {
    sizeGb: "number",
    ttlSeconds: "number",
    encrypted: "boolean",
    publicInvalidation: "boolean",
    unauthorizedInvalidation: "choice",
  },
  canary: { percent: "number", variables: "map", useStageCache: "boolean" },
  endpoint: "known",
  vpcEndpoints: "list",
  policy: "known",
  binaryTypes: "list",
  minCompressionBytes: "number",
  clientCertificate: "known",
  account: "construct",
  executionLogs: "known",
  validate: "known",
  throttle: { rate: "number", burst: "number" },
  detailedMetrics: "boolean",
  tracing: "boolean",
  traceSampling: { fixedRate: "number", reservoirSize: "number", priority: "number", ruleName: "text" },
  logRetentionDays: "number",
  logEncryptionKey: { arn: "text" },
  openApi: "known",
  tags: "map",
};

const WEB_SOCKET_API: Kinds<WebSocketApiProps> = {
  name: "text",
  description: "text",
  routeSelectionExpression: "text",
  stageName: "text",
  authorizer: "construct",
  access: "known",
  throttle: { rate: "number", burst: "number" },
  detailedMetrics: "boolean",
  account: "construct",
  executionLogs: "known",
  logRetentionDays: "number",
  logEncryptionKey: { arn: "text" },
  validate: "known",
  events: "known",
  asyncApi: "known",
  tags: "map",
};

const ACCOUNT: Kinds<RestApiAccountProps> = { name: "text", tags: "map" };

const FUNCTION: Kinds<NodejsFunctionProps> = {
  entry: "known",
  name: "text",
  description: "text",
  environment: "map",
  memoryMb: "number",
  timeoutSeconds: "number",
  architecture: "choice",
  runtime: "known",
  reservedConcurrency: "number",
  layers: "list",
  vpc: { subnetIds: "list", securityGroupIds: "list" },
  ephemeralStorageMb: "number",
  deadLetterQueue: { arn: "text" },
  tracing: "boolean",
  logRetentionDays: "number",
  applicationLogLevel: "choice",
  systemLogLevel: "choice",
  logEncryptionKey: { arn: "text" },
  environmentKey: { arn: "text" },
  codeSigningConfig: { arn: "text" },
  tags: "map",
  bundling: "known",
};

const CAPACITY = { read: "number", write: "number" } as const;
const GLOBAL_INDEX: Kinds<GlobalIndex> = {
  partitionKey: "text",
  sortKey: "text",
  projection: "choice",
  capacity: CAPACITY,
};
const LOCAL_INDEX: Kinds<LocalIndex> = { sortKey: "text", projection: "choice" };
const TABLE: Kinds<TableProps> = {
  partitionKey: "text",
  sortKey: "text",
  name: "text",
  capacity: CAPACITY,
  globalSecondaryIndexes: { byColor: GLOBAL_INDEX },
  localSecondaryIndexes: { byAge: LOCAL_INDEX },
  timeToLiveAttribute: "text",
  encryptionKey: { arn: "text" },
  pointInTimeRecovery: "boolean",
  deletionProtection: "boolean",
  tags: "map",
};

const CONNECTIONS: Kinds<ConnectionsProps> = {
  name: "text",
  encryptionKey: { arn: "text" },
  pointInTimeRecovery: "boolean",
  deletionProtection: "boolean",
  tags: "map",
};

const POOL: Kinds<UserPoolProps> = {
  scopes: "list",
  groups: "list",
  name: "text",
  passwordPolicy: {
    minimumLength: "number",
    requireLowercase: "boolean",
    requireUppercase: "boolean",
    requireNumbers: "boolean",
    requireSymbols: "boolean",
    temporaryPasswordValidityDays: "number",
  },
  mfa: "known",
  threatProtection: "known",
  emailSender: { identityArn: "text", from: "text" },
  emailVerification: "choice",
  selfSignUp: "boolean",
  domainPrefix: "text",
  deletionProtection: "boolean",
  tags: "map",
};

const SRP_CLIENT: Kinds<SrpClientProps> = {
  accessTokenMinutes: "number",
  refreshTokenDays: "number",
  refreshTokenRotation: "boolean",
  writeAttributes: "list",
};
const CODE_CLIENT: Kinds<CodeClientProps> = {
  ...SRP_CLIENT,
  callbackUrls: "list",
  logoutUrls: "list",
  scopes: "list",
};
const JWT: Kinds<JwtAuthorizerProps> = {
  issuer: "text",
  audiences: "list",
  scopes: "check",
  groups: "check",
};
const LAMBDA: Kinds<LambdaAuthorizerProps> = {
  function: "construct",
  identitySources: "list",
  ttlSeconds: "number",
};
const TOKEN: Kinds<TokenAuthorizerProps> = {
  function: "construct",
  header: "text",
  pattern: "text",
  ttlSeconds: "number",
};
const REQUEST: Kinds<RequestAuthorizerProps> = LAMBDA;
const WEB_SOCKET_TOKEN: Kinds<WebSocketTokenOptions> = {
  tokenIn: "known",
  tokenName: "restricted",
  scopes: "list",
  tokenUse: "choice",
  logRetentionDays: "number",
  logEncryptionKey: { arn: "text" },
  tags: "map",
};
const WEB_SOCKET_ISSUER: Kinds<WebSocketTokenAuthorizerProps> = {
  issuer: "text",
  audiences: "list",
  ...WEB_SOCKET_TOKEN,
};
const ROUTE: Kinds<RouteSettings> = {
  authorizer: "construct",
  throttle: { rate: "number", burst: "number" },
  detailedMetrics: "boolean",
};
const WEB_SOCKET_ROUTE: Kinds<WebSocketRouteSettings> = {
  twoWay: "known",
  throttle: ROUTE.throttle,
  detailedMetrics: "boolean",
};
const REST_ROUTE: Kinds<RestRouteSettings> = {
  ...ROUTE,
  apiKeyRequired: "boolean",
  validate: "known",
  cache: "known",
};
const USAGE_PLAN: Kinds<UsagePlanProps> = {
  apis: "known",
  name: "text",
  description: "text",
  throttle: { rate: "number", burst: "number" },
  quota: { requests: "number", period: "choice", offset: "number" },
  tags: "map",
};
const WEB_ACL: Kinds<WebAclProps> = {
  protects: "known",
  managedRules: "known",
  rateLimit: { requests: "number", perSeconds: "number", count: "known" },
  name: "text",
  description: "text",
  logAllRequests: "known",
  redactedHeaders: "known",
  logRetentionDays: "number",
  logEncryptionKey: { arn: "text" },
  tags: "map",
};
const API_KEY: Kinds<ApiKeyProps> = { customerId: "text", enabled: "boolean", description: "text" };
const VPC_LINK: Kinds<VpcLink> = { id: "text", targetArn: "text" };
const PROXY: Kinds<HttpProxyOptions> = { method: "text", timeoutSeconds: "number", vpcLink: VPC_LINK };
const REQUEST_MAPPING: Kinds<RequestMapping> = {
  headers: "known",
  query: "known",
  path: "known",
  template: "text",
};
const HTTP: Kinds<HttpOptions> = { ...PROXY, request: REQUEST_MAPPING, responses: "known" };
const LAMBDA_TEMPLATE: Kinds<LambdaTemplateOptions> = {
  template: "text",
  responses: "known",
  invocationType: "choice",
  timeoutSeconds: "number",
};
/** The body of a mock can be any JSON value. */
const MOCK: Kinds<Omit<MockOptions, "body">> = { status: "known", headers: "known", template: "text" };
const GET_ITEM: Kinds<DynamodbGetItemOptions> = { key: "known" };
const PUT_ITEM: Kinds<DynamodbPutItemOptions> = { key: "known", attributes: "known" };
const QUERY: Kinds<DynamodbQueryOptions> = {
  indexName: "known",
  key: "known",
  exclusiveStartKey: "restricted",
  limit: "number",
  scanIndexForward: "boolean",
};
const SEND_MESSAGE: Kinds<SqsSendMessageOptions & SnsPublishOptions> = {
  messageGroupId: "restricted",
  messageDeduplicationId: "restricted",
  encryptionKey: { arn: "text" },
};
const PUT_RECORD: Kinds<KinesisPutRecordOptions> = {
  partitionKey: "restricted",
  encryptionKey: { arn: "text" },
};
const PUT_EVENTS: Kinds<EventbridgePutEventsOptions> = { source: "text", detailType: "text" };
const START_EXECUTION: Kinds<StepFunctionsOptions> = { input: "known", encryptionKey: { arn: "text" } };
const OBJECT: Kinds<S3ObjectOptions> = { key: "restricted", encryptionKey: { arn: "text" } };
const STATEMENT: Kinds<Statement> = {
  actions: "list",
  resources: "list",
  conditions: { StringEquals: "map" },
};
const ROLE: Kinds<GithubDeployRoleProps> = {
  repository: "text",
  ownerId: "text",
  repositoryId: "text",
  environments: "list",
  branches: "list",
  pullRequests: "known",
  statements: "known",
  maxSessionSeconds: "number",
  createProvider: "known",
  name: "text",
  tags: "map",
};
const SECRET: Kinds<SecretProps> = {
  name: "text",
  description: "text",
  value: "construct",
  valueVersion: "number",
  encryptionKey: { arn: "text" },
  recoveryWindowDays: "number",
  tags: "map",
};
const PARAMETER: Kinds<ParameterProps> = {
  value: "construct",
  valueVersion: "number",
  name: "text",
  description: "text",
  encryptionKey: { arn: "text" },
  tags: "map",
};
const EXISTING = { name: "text", encryptionKey: { arn: "text" } } as const;
const ALARMS: Kinds<ApiAlarmsProps> = {
  api: "construct",
  tables: "construct",
  page: { emails: "known", topics: "construct" },
  inform: { emails: "known", topics: "construct" },
  serverErrorPercent: "number",
  clientErrorPercent: "number",
  throttledPercent: "number",
  overQuotaPercent: "number",
  latencyP99Ms: "number",
  integrationLatencyP99Ms: "number",
  functionErrorPercent: "number",
  durationPercent: "number",
  concurrencyPercent: "number",
  minRequests: "number",
  cacheMissPercent: "number",
  trafficAnomalies: "known",
  encryptionKey: "construct",
  tags: "map",
};
const QUERIES: Kinds<ApiQueriesProps> = { api: "construct", folder: "text" };
const TRACES: Kinds<ApiTracesProps> = {
  api: "construct",
  name: "text",
  insights: "boolean",
  notifications: "boolean",
  tags: "map",
};
const LOG_ALARM: Kinds<LogAlarmProps> = {
  logGroup: "construct",
  pattern: "text",
  threshold: "number",
  periodSeconds: "number",
  description: "text",
  notify: "known",
  tags: "map",
};
const SUBSCRIPTION: Kinds<LogSubscriptionProps> = {
  logGroup: "construct",
  function: "construct",
  firehose: { arn: "text" },
  pattern: "text",
  tags: "map",
};
const DASHBOARD: Kinds<ApiDashboardProps> = {
  api: "construct",
  alarms: "construct",
  tables: "construct",
  metrics: "known",
  links: "known",
  name: "text",
  rangeHours: "number",
  logQueries: "known",
};

function fn(stack: TerraformStack, props: object = {}): NodejsFunction {
  return new NodejsFunction(stack, "fn", { entry: "fn.ts", ...props });
}

function pool(stack: TerraformStack): UserPool {
  return new UserPool(stack, "users", { scopes: ["things/read"], domainPrefix: "things" });
}

/** Declares a variable without a default for the value of a secret. */
function secretValue(stack: TerraformStack): TerraformVariable {
  return new TerraformVariable(stack, "secret-value", { type: "string" });
}

/** Props of an existing secret or parameter, with its name. */
type ExistingProps = ExistingSecretOptions & { readonly name?: string };

const SESSION = { issuer: "https://login.example.com/", audiences: ["api"] };
const ALLOW = { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-central-1:123456789012:q"] };

/** Every prop of every construct, and of every function and method that takes props. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: "HttpApi",
    kinds: API,
    declare: (stack, props) => void new HttpApi(stack, "api", withOrigins(props)),
  },
  {
    name: "RestApi",
    kinds: REST_API,
    declare: (stack, props) =>
      new RestApi(stack, "api", withSize(withEndpoint(withOrigins(props)))).route("GET /x", fn(stack), {
        access: "public",
        ...("cache" in props ? { cache: { parameters: [] } } : {}),
      }),
  },
  {
    name: "WebSocketApi",
    kinds: WEB_SOCKET_API,
    declare: (stack, props) => {
      const logs = { account: "existing" as const };
      const access = "authorizer" in props ? {} : { access: "public" as const };
      new WebSocketApi(stack, "chat", { ...logs, ...access, ...withThrottle(props) }).route(
        "$connect",
        fn(stack),
      );
    },
  },
  {
    name: "RestApiAccount",
    kinds: ACCOUNT,
    declare: (stack, props) => void new RestApiAccount(stack, "account", props),
  },
  {
    name: "UsagePlan",
    kinds: USAGE_PLAN,
    declare: (stack, props) =>
      void new UsagePlan(stack, "gold", { apis: [plannedApi(stack)], ...withLimits(props) }).addKey("acme"),
  },
  {
    name: "UsagePlan.addKey",
    kinds: API_KEY,
    declare: (stack, props) =>
      void new UsagePlan(stack, "gold", { apis: [plannedApi(stack)] }).addKey("acme", props),
  },
  {
    name: "WebAcl",
    kinds: WEB_ACL,
    declare: (stack, props) =>
      void new WebAcl(stack, "waf", {
        protects: [plannedApi(stack)],
        ...withMembers(props, { rateLimit: { requests: 100 } }),
      }),
  },
  { name: "NodejsFunction", kinds: FUNCTION, declare: (stack, props) => void fn(stack, withVpc(props)) },
  {
    name: "Table",
    kinds: TABLE,
    declare: (stack, props) => void new Table(stack, "things", withIndexes(props)),
  },
  {
    name: "Connections",
    kinds: CONNECTIONS,
    declare: (stack, props) => void new Connections(stack, "rooms", props),
  },
  {
    name: "UserPool",
    kinds: POOL,
    declare: (stack, props) => void new UserPool(stack, "users", withSender(props)),
  },
  {
    name: "UserPool.addCodeClient",
    kinds: CODE_CLIENT,
    declare: (stack, props) =>
      void pool(stack).addCodeClient("web", { callbackUrls: ["https://a.example/callback"], ...props }),
  },
  {
    name: "UserPool.addSrpClient",
    kinds: SRP_CLIENT,
    declare: (stack, props) => void pool(stack).addSrpClient("app", props),
  },
  {
    name: "JwtAuthorizer",
    kinds: JWT,
    declare: (stack, props) => {
      const authorizer = new JwtAuthorizer("staff", { ...SESSION, ...props });
      const restricted = route("GET /x", { scopes: ["s"], groups: ["g"] });
      new HttpApi(stack, "api", { authorizer }).route(restricted, fn(stack));
    },
  },
  {
    name: "LambdaAuthorizer",
    kinds: LAMBDA,
    declare: (stack, props) => {
      const target = fn(stack);
      const authorizer = new LambdaAuthorizer("check", { function: target, ...props });
      new HttpApi(stack, "api", { authorizer }).route("GET /x", target);
    },
  },
  {
    name: "TokenAuthorizer",
    kinds: TOKEN,
    declare: (stack, props) => {
      const target = fn(stack);
      const authorizer = new TokenAuthorizer("check", { function: target, ...props });
      new RestApi(stack, "api", { authorizer }).route("GET /x", target);
    },
  },
  {
    name: "RequestAuthorizer",
    kinds: REQUEST,
    declare: (stack, props) => {
      const target = fn(stack);
      const authorizer = new RequestAuthorizer("check", { function: target, ...props });
      new RestApi(stack, "api", { authorizer }).route("GET /x", target);
    },
  },
  {
    name: "WebSocketTokenAuthorizer",
    kinds: WEB_SOCKET_ISSUER,
    declare: (stack, props) => {
      const authorizer = new WebSocketTokenAuthorizer(stack, "staff", { ...SESSION, ...props });
      new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack));
    },
  },
  {
    name: "UserPool.webSocketAuthorizer",
    kinds: WEB_SOCKET_TOKEN,
    declare: (stack, props) => {
      const users = pool(stack);
      users.addSrpClient("web");
      const authorizer = users.webSocketAuthorizer(props);
      new WebSocketApi(stack, "chat", { authorizer }).route("$connect", fn(stack));
    },
  },
  {
    name: "HttpApi.route",
    kinds: { ...ROUTE, scopes: "list" },
    declare: (stack, props) => {
      const authorizer = new JwtAuthorizer("staff", SESSION);
      new HttpApi(stack, "api", { authorizer }).route("GET /x", fn(stack), withThrottle(props));
    },
  },
  {
    name: "WebSocketApi.route",
    kinds: WEB_SOCKET_ROUTE,
    declare: (stack, props) =>
      new WebSocketApi(stack, "chat", { access: "public" }).route("send", fn(stack), withThrottle(props)),
  },
  {
    name: "RestApi.route",
    kinds: { ...REST_ROUTE, scopes: "list" },
    declare: (stack, props) => {
      const authorizer = pool(stack).authorizer();
      new RestApi(stack, "api", { authorizer }).route("GET /x", fn(stack), withThrottle(props));
    },
  },
  {
    name: "httpProxy",
    kinds: { ...PROXY, url: "text" },
    declare: (stack, { url = "https://a.example", ...options }: HttpProxyOptions & { url?: string }) => {
      const target = httpProxy(url, withLink(options));
      if ("vpcLink" in options) new RestApi(stack, "api").route("GET /x", target, { access: "public" });
      else new HttpApi(stack, "api").route("GET /x", target, { access: "public" });
    },
  },
  {
    name: "http",
    kinds: { ...HTTP, url: "text" },
    declare: (stack, { url = "https://a.example", ...options }: HttpOptions & { url?: string }) =>
      new RestApi(stack, "api").route("GET /x", http(url, withLink(options)), { access: "public" }),
  },
  {
    name: "lambdaTemplate",
    kinds: { ...LAMBDA_TEMPLATE, function: "construct" },
    declare: (
      stack,
      { function: target = fn(stack), ...options }: LambdaTemplateOptions & { function?: NodejsFunction },
    ) => new RestApi(stack, "api").route("GET /x", lambdaTemplate(target, options), { access: "public" }),
  },
  {
    name: "dynamodbGetItem",
    kinds: GET_ITEM,
    declare: (stack, props) => integrate(stack, GET_ITEM_ROUTE, dynamodbGetItem(itemTable(stack), props)),
  },
  {
    name: "dynamodbPutItem",
    kinds: { ...PUT_ITEM, table: "construct" },
    declare: (stack, { table = itemTable(stack), ...options }: DynamodbPutItemOptions & { table?: Table }) =>
      integrate(stack, PUT_ITEM_ROUTE, dynamodbPutItem(table, options)),
  },
  {
    name: "dynamodbQuery",
    kinds: { ...QUERY, table: "construct" },
    declare: (stack, { table = itemTable(stack), ...options }: DynamodbQueryOptions & { table?: Table }) => {
      const start = { exclusiveStartKey: "method.request.querystring.after", ...options };
      integrate(stack, QUERY_ROUTE, dynamodbQuery(table, start));
    },
  },
  {
    name: "sqsSendMessage",
    kinds: { ...SEND_MESSAGE, queue: "construct" },
    declare: (
      stack,
      { queue = new SqsQueue(stack, "queue", {}), ...options }: SqsSendMessageOptions & { queue?: SqsQueue },
    ) => integrate(stack, "POST /x", sqsSendMessage(queue, options)),
  },
  {
    name: "snsPublish",
    kinds: { ...SEND_MESSAGE, topic: "construct" },
    declare: (
      stack,
      { topic = new SnsTopic(stack, "topic", {}), ...options }: SnsPublishOptions & { topic?: SnsTopic },
    ) => integrate(stack, "POST /x", snsPublish(topic, options)),
  },
  {
    name: "kinesisPutRecord",
    kinds: { ...PUT_RECORD, stream: "construct" },
    declare: (
      stack,
      {
        stream = new KinesisStream(stack, "stream", { name: "stream" }),
        ...options
      }: Partial<KinesisPutRecordOptions> & { stream?: KinesisStream },
    ) => integrate(stack, "POST /x", kinesisPutRecord(stream, { partitionKey: "all", ...options })),
  },
  {
    name: "eventbridgePutEvents",
    kinds: { ...PUT_EVENTS, bus: "construct" },
    declare: (
      stack,
      {
        bus = new CloudwatchEventBus(stack, "bus", { name: "bus" }),
        ...options
      }: Partial<EventbridgePutEventsOptions> & { bus?: CloudwatchEventBus },
    ) => {
      const event = { source: "com.example", detailType: "Event", ...options };
      integrate(stack, "POST /x", eventbridgePutEvents(bus, event));
    },
  },
  {
    name: "stepFunctionsStartExecution",
    kinds: { ...START_EXECUTION, stateMachine: "construct" },
    declare: (
      stack,
      {
        stateMachine = expressMachine(stack),
        ...options
      }: StepFunctionsOptions & { stateMachine?: SfnStateMachine },
    ) => integrate(stack, "POST /x", stepFunctionsStartExecution(stateMachine, options)),
  },
  {
    name: "stepFunctionsStartSyncExecution",
    kinds: { ...START_EXECUTION, stateMachine: "construct" },
    declare: (
      stack,
      {
        stateMachine = expressMachine(stack),
        ...options
      }: StepFunctionsOptions & { stateMachine?: SfnStateMachine },
    ) => integrate(stack, "POST /x", stepFunctionsStartSyncExecution(stateMachine, options)),
  },
  {
    name: "s3GetObject",
    kinds: { ...OBJECT, bucket: "construct" },
    declare: (
      stack,
      { bucket = new S3Bucket(stack, "bucket", {}), ...options }: S3ObjectOptions & { bucket?: S3Bucket },
    ) => integrate(stack, "GET /{id}", s3GetObject(bucket, options)),
  },
  {
    name: "s3PutObject",
    kinds: { ...OBJECT, bucket: "construct" },
    declare: (
      stack,
      { bucket = new S3Bucket(stack, "bucket", {}), ...options }: S3ObjectOptions & { bucket?: S3Bucket },
    ) => integrate(stack, "PUT /{id}", s3PutObject(bucket, options)),
  },
  {
    name: "mock",
    kinds: MOCK,
    declare: (stack, props) => {
      const body = "template" in props ? undefined : "ok";
      new RestApi(stack, "api").route("GET /x", mock({ body, ...props }), { access: "public" });
    },
  },
  {
    name: "NodejsFunction.grant",
    kinds: STATEMENT,
    declare: (stack, props) => fn(stack).grant({ ...ALLOW, ...props }),
  },
  {
    name: "GithubDeployRole",
    kinds: ROLE,
    declare: (stack, props) =>
      void new GithubDeployRole(stack, "deploy", {
        repository: "acme/things",
        branches: ["main"],
        createProvider: true,
        statements: [ALLOW],
        ...("ownerId" in props || "repositoryId" in props ? { ownerId: "1", repositoryId: "2" } : {}),
        ...props,
      }),
  },
  {
    name: "Secret",
    kinds: SECRET,
    declare: (stack, props) => void new Secret(stack, "secret", { value: secretValue(stack), ...props }),
  },
  {
    name: "Secret.fromName",
    kinds: EXISTING,
    declare: (stack, { name = "key", ...options }: ExistingProps) =>
      Secret.fromName(stack, "secret", name, options).grantRead(fn(stack)),
  },
  {
    name: "Parameter",
    kinds: PARAMETER,
    declare: (stack, props) =>
      void new Parameter(stack, "parameter", { value: secretValue(stack), ...props }),
  },
  {
    name: "Parameter.fromName",
    kinds: EXISTING,
    declare: (stack, { name = "/key", ...options }: ExistingProps) =>
      Parameter.fromName(stack, "parameter", name, options).grantRead(fn(stack)),
  },
  {
    name: "ApiAlarms",
    kinds: ALARMS,
    declare: (stack, props) => {
      const target = fn(stack, { reservedConcurrency: 10 });
      const rest = "cacheMissPercent" in props || "overQuotaPercent" in props ? cachedApi(stack) : undefined;
      const api = rest ?? new HttpApi(stack, "api");
      if (rest) rest.route("GET /", target, { access: "public" });
      else (api as HttpApi).route("GET /", target, { access: "public" });
      new ApiAlarms(stack, "alarms", { api, ...props });
    },
  },
  {
    name: "ApiQueries",
    kinds: QUERIES,
    declare: (stack, props) =>
      void new ApiQueries(stack, "queries", { api: new HttpApi(stack, "api"), ...props }),
  },
  {
    name: "ApiTraces",
    kinds: TRACES,
    declare: (stack, props) => {
      const api = new HttpApi(stack, "api");
      api.route("GET /x", fn(stack), { access: "public" });
      new ApiTraces(stack, "traces", { api, ...props });
    },
  },
  {
    name: "LogAlarm",
    kinds: LOG_ALARM,
    declare: (stack, props) =>
      void new LogAlarm(stack, "failed", {
        logGroup: fn(stack).logGroup,
        pattern: "failed",
        notify: [{ arn: "arn:aws:sns:eu-central-1:123456789012:a" }],
        ...props,
      }),
  },
  {
    name: "LogSubscription",
    kinds: SUBSCRIPTION,
    declare: (stack, props) =>
      void new LogSubscription(stack, "archive", {
        logGroup: fn(stack).logGroup,
        ...("function" in props
          ? {}
          : { firehose: { arn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/a" } }),
        ...props,
      }),
  },
  {
    name: "ApiDashboard",
    kinds: DASHBOARD,
    declare: (stack, props) => {
      const api = new HttpApi(stack, "api");
      api.route("GET /", fn(stack), { access: "public" });
      new ApiDashboard(stack, "dashboard", { api, ...props });
    },
  },
];

// A prop with members needs its other members.

function withOrigins<Props extends object>(props: Props): Props {
  return withMembers(props, {
    cors: { origins: ["https://a.example"] },
    throttle: { rate: 1, burst: 1 },
    traceSampling: { fixedRate: 0.1 },
    canary: { percent: 10 },
  });
}

/** Returns an API of a usage plan. */
function plannedApi(stack: TerraformStack): RestApi {
  const api = new RestApi(stack, "api");
  api.route("GET /x", fn(stack), { access: "public" });
  return api;
}

const ITEM = z.object({ name: z.string() });

const GET_ITEM_ROUTE = route("GET /{id}", { access: "public", replies: { 200: ITEM, 404: problem("none") } });
const PUT_ITEM_ROUTE = route("PUT /{id}", { access: "public", body: ITEM, replies: { 204: empty } });
const QUERY_ROUTE = route("GET /{id}", {
  access: "public",
  replies: { 200: z.object({ items: z.array(ITEM), next: z.optional(z.string()) }) },
});

function itemTable(stack: TerraformStack): Table {
  return new Table(stack, "items", { partitionKey: "id" });
}

function expressMachine(stack: TerraformStack): SfnStateMachine {
  const config = { definition: "{}", roleArn: "arn:aws:iam::123456789012:role/a" };
  return new SfnStateMachine(stack, "machine", { ...config, type: "EXPRESS" });
}

/** Adds a public route that an integration serves. */
function integrate(
  stack: TerraformStack,
  declared: Route | "POST /x" | "GET /{id}" | "PUT /{id}",
  target: RestIntegration,
) {
  const api = new RestApi(stack, "api");
  if (typeof declared === "string") api.route(declared, target, { access: "public" });
  else api.route(declared, target);
}

function withLink<Props extends object>(props: Props): Props {
  return withMembers(props, { vpcLink: { id: "a1b2c3" } });
}

function withEndpoint(props: RestApiProps): RestApiProps {
  return "vpcEndpoints" in props ? { endpoint: "PRIVATE", ...props } : props;
}

/** Returns an API with a cache, whose metrics an alarm can read. */
function cachedApi(stack: TerraformStack): RestApi {
  const api = new RestApi(stack, "api", { cache: { sizeGb: 0.5 } });
  const backend = httpProxy("https://b.example/");
  api.route("GET /cached", backend, { access: "public", cache: { parameters: [] } });
  return api;
}

function withSize(props: RestApiProps): RestApiProps {
  return withMembers(props, { cache: { sizeGb: 0.5 } });
}

function withLimits(props: object): object {
  return withMembers(props, {
    throttle: { rate: 1, burst: 1 },
    quota: { requests: 1, period: "WEEK" },
  });
}

function withThrottle<Props extends object>(props: Props): Props {
  return withMembers(props, { throttle: { rate: 1, burst: 1 } });
}

function withVpc(props: Partial<NodejsFunctionProps>): Partial<NodejsFunctionProps> {
  return withMembers(props, { vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] } });
}

function withSender(props: UserPoolProps): UserPoolProps {
  return withMembers(props, {
    emailSender: { identityArn: "arn:aws:ses:eu-central-1:123456789012:identity/a", from: "a@a.example" },
  });
}

function withIndexes(props: Partial<TableProps>): TableProps {
  const { byColor } = props.globalSecondaryIndexes ?? {};
  const { byAge } = props.localSecondaryIndexes ?? {};
  return {
    partitionKey: "id",
    ...(byAge && { sortKey: "at" }),
    ...(byColor?.capacity && { capacity: { read: 1, write: 1 } }),
    ...withMembers(props, { capacity: { read: 1, write: 1 } }),
    ...(isObject(byColor) && {
      globalSecondaryIndexes: {
        byColor: withMembers(
          { ...{ partitionKey: "color" }, ...(byColor as object) },
          { capacity: { read: 1, write: 1 } },
        ),
      },
    }),
    ...(isObject(byAge) && {
      localSecondaryIndexes: { byAge: { ...{ sortKey: "age" }, ...(byAge as object) } },
    }),
  };
}

/** Adds default members to each prop that is an object literal. */
function withMembers<Props extends object>(props: Props, defaults: Readonly<Record<string, object>>): Props {
  const entries = Object.entries(props).map(([name, value]) => {
    return [name, isObject(value) && defaults[name] ? { ...defaults[name], ...value } : value];
  });
  return Object.fromEntries(entries) as Props;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && value.constructor === Object;
}

/** A single prop of a subject, with a path for members: `["cors", "origins"]`. */
export interface PropCase {
  readonly subject: Subject;
  readonly path: readonly string[];
  readonly kind: Exclude<Kind, object> | "object";
}

/** Lists all props of all subjects. A prop with members is listed itself, and with each of its members. */
export function listProps(): readonly PropCase[] {
  return SUBJECTS.flatMap((subject) => listMembers(subject, subject.kinds, []));
}

function listMembers(
  subject: Subject,
  kinds: { readonly [name: string]: Kind },
  parents: readonly string[],
): PropCase[] {
  return Object.entries(kinds).flatMap(([name, kind]) => {
    const path = [...parents, name];
    if (typeof kind !== "object") return [{ subject, path, kind }];
    return [{ subject, path, kind: "object" as const }, ...listMembers(subject, kind, path)];
  });
}

/** Declares a subject with one prop set to a value. */
export function declareWith(stack: TerraformStack, { subject, path }: PropCase, value: unknown): void {
  const props = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  subject.declare(stack, props as object);
}
