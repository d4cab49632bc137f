export type { BundleCopy, BundleLoader, BundlingOptions, LegalComments } from "#bundle";
export type { AuthorizationSettings, AuthorizedApi, Authorizer } from "./api/common/authorizer";
export type { Cors } from "./api/common/cors";
export type { ExecutionLogLevel } from "./api/common/execution-logs";
export { type HttpProxyOptions, httpProxy } from "./api/common/http-proxy";
export { IamAuthorizer } from "./api/common/iam-authorizer";
export type { Integration, IntegrationSettings, RouteTarget } from "./api/common/integration";
export type {
  ApiMetrics,
  MessageMetrics,
  MonitoredApi,
  MonitoredMessageApi,
  MonitoredRequestApi,
  RequestMetrics,
} from "./api/common/monitored-api";
export { RequestAuthorizer, type RequestAuthorizerProps } from "./api/common/request-authorizer";
export type {
  AuthorizedRestApi,
  RestAuthorizationSettings,
  RestAuthorizer,
} from "./api/common/rest-authorizer";
export type {
  ContentHandling,
  RestIntegration,
  RestIntegrationResponse,
  RestIntegrationSettings,
  RestRouteTarget,
} from "./api/common/rest-integration";
export type { Throttle } from "./api/common/throttle";
export type { VpcLink } from "./api/common/vpc-link";
export type { WebSocketAuthorizer } from "./api/common/web-socket-authorizer";
export { HttpApi } from "./api/http/http-api";
export type { HttpApiProps } from "./api/http/http-api-props";
export type { RouteSettings } from "./api/http/http-route";
export { JwtAuthorizer, type JwtAuthorizerProps } from "./api/http/jwt-authorizer";
export { LambdaAuthorizer, type LambdaAuthorizerProps } from "./api/http/lambda-authorizer";
export type { ApiPolicyStatement } from "./api/rest/api-policy";
export type { CacheKeyParameter, RestApiCache, RestRouteCache } from "./api/rest/cache";
export type { Canary } from "./api/rest/canary";
export type { EndpointType } from "./api/rest/endpoint";
export type { GatewayResponseType } from "./api/rest/gateway-problems";
export type { GatewayResponseSettings, GatewayResponses } from "./api/rest/gateway-responses";
export { type DynamodbGetItemOptions, dynamodbGetItem } from "./api/rest/integrations/dynamodb-get-item";
export type { TableTarget } from "./api/rest/integrations/dynamodb-keys";
export { type DynamodbPutItemOptions, dynamodbPutItem } from "./api/rest/integrations/dynamodb-put-item";
export { type DynamodbQueryOptions, dynamodbQuery } from "./api/rest/integrations/dynamodb-query";
export {
  type EventbridgePutEventsOptions,
  eventbridgePutEvents,
} from "./api/rest/integrations/eventbridge-put-events";
export { type HttpOptions, http } from "./api/rest/integrations/http";
export { type KinesisPutRecordOptions, kinesisPutRecord } from "./api/rest/integrations/kinesis-put-record";
export { type LambdaTemplateOptions, lambdaTemplate } from "./api/rest/integrations/lambda-template";
export type {
  MappingTemplates,
  RequestMapping,
  ResponseMapping,
} from "./api/rest/integrations/mapping-options";
export { type MockOptions, mock } from "./api/rest/integrations/mock";
export type { RequestValue } from "./api/rest/integrations/request-value";
export { type S3ObjectOptions, s3GetObject, s3PutObject } from "./api/rest/integrations/s3-object";
export { type SnsPublishOptions, snsPublish } from "./api/rest/integrations/sns-publish";
export { type SqsSendMessageOptions, sqsSendMessage } from "./api/rest/integrations/sqs-send-message";
export {
  type StepFunctionsOptions,
  stepFunctionsStartExecution,
  stepFunctionsStartSyncExecution,
} from "./api/rest/integrations/step-functions";
export { RestApi } from "./api/rest/rest-api";
export { type LogAccount, RestApiAccount, type RestApiAccountProps } from "./api/rest/rest-api-account";
export type { RestApiProps } from "./api/rest/rest-api-props";
export type { RestRouteSettings } from "./api/rest/rest-route";
export { TokenAuthorizer, type TokenAuthorizerProps } from "./api/rest/token-authorizer";
export type { TraceSampling } from "./api/rest/trace-sampling";
export type { ApiKey, ApiKeyProps } from "./api/usage-plan/api-key";
export { UsagePlan } from "./api/usage-plan/usage-plan";
export type { Quota, UsagePlanProps } from "./api/usage-plan/usage-plan-props";
export { WebAcl } from "./api/web-acl/web-acl";
export type { ManagedRuleGroup, ManagedRules, RateLimit, WebAclProps } from "./api/web-acl/web-acl-props";
export { WebSocketApi } from "./api/websocket/web-socket-api";
export type { WebSocketApiProps } from "./api/websocket/web-socket-api-props";
export type { WebSocketRouteSettings } from "./api/websocket/web-socket-route";
export { WebSocketTokenAuthorizer } from "./api/websocket/web-socket-token-authorizer";
export type {
  WebSocketTokenAuthorizerProps,
  WebSocketTokenOptions,
} from "./api/websocket/web-socket-token-props";
export { App } from "./app";
export {
  AwsProvider,
  Construct,
  KmsKey,
  LocalBackend,
  S3Backend,
  SnsTopic,
  SqsQueue,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
} from "./cdktf";
export type { WaivableCheck } from "./checks";
export { UserPool } from "./cognito/user-pool";
export type { UserPoolAuthorizer } from "./cognito/user-pool-authorizer";
export type { CodeClientProps, SrpClientProps } from "./cognito/user-pool-client";
export type { PasswordPolicy, UserPoolProps } from "./cognito/user-pool-props";
export { Connections, type ConnectionsProps } from "./dynamodb/connections";
export { Table, type TableProps } from "./dynamodb/table";
export type { Capacity, GlobalIndex, KeyAttribute, LocalIndex, Projection } from "./dynamodb/table-keys";
export type { TableOperation } from "./dynamodb/table-operations";
export { stubCode } from "./function/code-registry";
export type {
  ApplicationLogLevel,
  FunctionVpc,
  NodejsFunctionProps,
  NodejsRuntime,
} from "./function/function-props";
export type { FunctionTarget } from "./function/function-target";
export { NodejsFunction } from "./function/nodejs-function";
export { GithubDeployRole, type GithubDeployRoleProps } from "./github/github-deploy-role";
export type { Grantee, Statement } from "./iam/policy";
export type { KeyReference, LogRetentionDays } from "./log-group";
export type { AlarmReceivers } from "./monitoring/alarm-group";
export { type AlarmNotifications, ApiAlarms } from "./monitoring/api-alarms";
export type { ApiAlarmsProps } from "./monitoring/api-alarms-props";
export { ApiDashboard } from "./monitoring/api-dashboard";
export type { ApiDashboardProps, DashboardMetric } from "./monitoring/api-dashboard-props";
export { ApiQueries, type ApiQueriesProps } from "./monitoring/api-queries";
export { ApiTraces, type ApiTracesProps } from "./monitoring/api-traces";
export { LogAlarm, type LogAlarmProps } from "./monitoring/log-alarm";
export type { LogGroupReference } from "./monitoring/log-group-reference";
export { LogSubscription, type LogSubscriptionProps } from "./monitoring/log-subscription";
export type { ExistingSecretOptions } from "./secrets/existing-value";
export { Parameter, type ParameterProps } from "./secrets/parameter";
export type { SecretReference } from "./secrets/read-access";
export { Secret, type SecretProps } from "./secrets/secret";
export { pathFromStack } from "./stack-output-dir";
export { SynthError } from "./synth-error";
export { waive } from "./waivers";
