export { WEBSOCKET_API_QUOTAS } from "./web-socket-quotas";

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Quotas and other limits of HTTP APIs. AWS raises `authorizers` on request; the other values are fixed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export const HTTP_API_QUOTAS = {
  nameLength: 128,
  descriptionLength: 1024,
  integrations: 300,
  authorizers: 10,
  authorizerNameLength: 128,
  audiencesPerAuthorizer: 50,
  authorizerTimeoutSeconds: 10,
  authorizerTtlSeconds: { min: 0, max: 3600 },
  scopesPerRoute: 10,
  scopeLength: 64,
  corsMaxAgeSeconds: { min: 0, max: 86_400 },
  integrationTimeoutMs: { min: 50, max: 30_000 },
  stageVariables: 100,
  stageVariableNameLength: 64,
  stageVariableValueLength: 512,
  accessLogFormatBytes: 3 * KIB,
  /** Size of a request body. */
  bodyBytes: 10 * MIB,
  /** Size of the request line and all headers. */
  headerBytes: 10_240,
  /** Part of a body that a parameter mapping can read. */
  mappedBodyBytes: 100 * KIB,
} as const;

/**
 * Quotas and other limits of REST APIs. AWS raises `resources`, `authorizers`, `apiKeys`, `usagePlans` and
 * `integrationTimeoutMs` on request; the other values are fixed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
export const REST_API_QUOTAS = {
  /** Includes the root resource `/`. */
  resources: 300,
  authorizers: 10,
  authorizerTtlSeconds: { min: 0, max: 3600 },
  integrationTimeoutMs: { min: 50, max: 29_000 },
  stageNameLength: 128,
  stageVariables: 100,
  stageVariableNameLength: 64,
  stageVariableValueLength: 512,
  compressionBytes: { min: 0, max: 10 * MIB },
  policyBytes: 8192,
  /** Size of the ARN of a method with an authorization or a resource policy; it contains the path of the request. */
  methodArnBytes: 1600,
  /** Size of a mapping template. */
  templateBytes: 300 * KIB,
  usagePlans: 300,
  apiKeys: 10_000,
  plansPerKey: 10,
  /** Methods with their own throttle in a stage of a usage plan. */
  methodThrottles: 20,
  /**
   * Requests of a quota. The type is a 32-bit integer.
   * @see https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
   */
  quotaRequests: 2 ** 31 - 1,
  /**
   * Largest offset of a quota by its period, which the AWS provider checks.
   * @see https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/apigateway/validate.go
   */
  quotaOffset: { DAY: 0, WEEK: 6, MONTH: 27 },
  /** Longest timeout of a streamed response. Without a raised quota, a timeout is at most `integrationTimeoutMs.max`. */
  streamTimeoutMs: 900_000,
  /** Time without data after which a streamed response ends, by the type of the endpoint. */
  streamIdleMs: { EDGE: 30_000, REGIONAL: 300_000, PRIVATE: 300_000 },
  /** First bytes of a streamed Lambda response, in which its metadata and the delimiter must end. */
  streamMetadataBytes: 16 * KIB,
  /** Length of the delimiter, which consists of NUL bytes. */
  streamSeparatorBytes: 8,
  /** Size of a request body. */
  bodyBytes: 10 * MIB,
  /** Size of the schema of a model. */
  modelBytes: 400 * KIB,
  cacheTtlSeconds: { min: 0, max: 3600 },
  /** Size of a response that can be cached. */
  cachedResponseBytes: MIB,
  /** Iterations of a `#foreach` loop in a mapping template. */
  loopIterations: 1000,
} as const;

/**
 * Quotas of AWS WAF.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
 */
export const WAF_QUOTAS = {
  webAclNameLength: 128,
  webAclDescriptionLength: 256,
  /** Capacity units that the basic price of a request includes. */
  includedCapacity: 1500,
  rateLimitRequests: { min: 10, max: 2_000_000_000 },
  rateLimitCapacity: 2,
} as const;

/**
 * Default throttle of an account in most Regions: requests per second, and size of the token bucket.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const ACCOUNT_THROTTLE = { rate: 10_000, burst: 5_000 } as const;

/**
 * Quotas and other limits of Lambda functions.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
export const LAMBDA_QUOTAS = {
  nameLength: 64,
  descriptionLength: 256,
  handlerLength: 128,
  layers: 5,
  memoryMb: { min: 128, max: 10_240 },
  /** Memory of a function with a capacity provider ("Lambda Managed Instances"). */
  managedMemoryMb: { min: 128, max: 32_768 },
  timeoutSeconds: { min: 1, max: 900 },
  ephemeralStorageMb: { min: 512, max: 10_240 },
  environmentBytes: 4 * KIB,
  zippedBytes: 50 * MIB,
  unpackedBytes: 250 * MIB,
  /** Size of the event and of the result of a synchronous invocation. */
  payloadBytes: 6 * MIB,
  /** Time in which an execution environment must load the function. */
  initMs: 10_000,
} as const;

/**
 * Quotas of DynamoDB tables.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const DYNAMODB_QUOTAS = {
  nameLength: { min: 3, max: 255 },
  attributeNameLength: 255,
  globalSecondaryIndexes: 20,
  localSecondaryIndexes: 5,
  /** Items of a `BatchWriteItem` request. */
  batchWriteItems: 25,
} as const;

/**
 * Limits of Cognito user pools.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
 */
export const COGNITO_QUOTAS = {
  poolNameLength: 128,
  groupNameLength: 128,
  passwordLength: { min: 6, max: 99 },
  temporaryPasswordValidityDays: { min: 1, max: 365 },
  accessTokenMinutes: { min: 5, max: 1440 },
  refreshTokenDays: { min: 1, max: 3650 },
} as const;

/**
 * Limits of secrets in Secrets Manager.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export const SECRETS_MANAGER_QUOTAS = {
  nameLength: 512,
  descriptionLength: 2048,
  recoveryWindowDays: { min: 7, max: 30 },
} as const;

/**
 * Limits of parameters in SSM.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export const SSM_QUOTAS = {
  /** Includes the part of the ARN before the name, whose length depends on the Region. */
  parameterNameLength: 1011,
  parameterLevels: 15,
  descriptionLength: 1024,
} as const;

/**
 * Range of the maximum session duration of an IAM role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export const ROLE_SESSION_SECONDS = { min: 3600, max: 43_200 } as const;

/**
 * Limits of CloudWatch alarms, of SNS topics, of queries of CloudWatch Logs Insights, and of filters of logs.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
 * @see https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html
 * @see https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const MONITORING_QUOTAS = {
  alarmNameLength: 255,
  topicNameLength: 256,
  alarmsPerComposite: 100,
  compositeRuleLength: 10_240,
  alarmDescriptionLength: 1024,
  /** Targets of an alarm for each state. */
  alarmActions: 5,
  /** Longest time that an alarm evaluates. */
  alarmSeconds: 86_400,
  queryNameLength: 255,
  logGroupsPerQuery: 50,
  filterPatternLength: 1024,
  /** Subscriptions of a log group. */
  subscriptionsPerLogGroup: 2,
  /** Length of the name of an X-Ray group. */
  traceGroupNameLength: 32,
  samplingRuleNameLength: 32,
  samplingServiceNameLength: 64,
  samplingPriority: { min: 1, max: 9999 },
  /** Length of the name of an IAM role. */
  roleNameLength: 64,
  dashboardNameLength: 255,
  /** Length of the name and of the namespace of a metric. */
  metricNameLength: 255,
  widgetsPerDashboard: 500,
  metricsPerDashboard: 2500,
  alarmsPerWidget: 100,
  /** CloudWatch keeps values of one minute for 15 days. */
  oneMinuteDataHours: 15 * 24,
} as const;

/**
 * Largest event of CloudWatch Logs.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const LOG_EVENT_BYTES = MIB;

/**
 * Limits of Signature Version 4: deviation of the clock, and lifetime of a presigned URL.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export const SIGV4_LIMITS = { clockSkewMs: 5 * 60 * 1000, expiresSeconds: 7 * 24 * 60 * 60 } as const;
