/**
 * The only file of `constructs` that imports CDKTF and its AWS bindings. The field `imports` of package.json resolves
 * `#cdktf` and `#provider-aws` to HashiCorp's packages, or to the packages of the community fork if Node has the
 * condition `cdktn`. The bindings are imported by deep paths, because loading their index file takes two seconds and
 * half a gigabyte of memory.
 */

import { restoreArchiver } from "./defer-archiver";

export { Construct, type IConstruct } from "constructs";
export {
  App as CdktfApp,
  type AppConfig,
  DefaultTokenResolver,
  dependable,
  Fn,
  type IResolvable,
  type ISynthesisSession,
  Lazy,
  LocalBackend,
  Manifest,
  Op,
  S3Backend,
  StringConcat,
  TerraformDataSource,
  TerraformElement,
  TerraformIterator,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Testing,
  Token,
  Tokenization,
} from "#cdktf";
export { addCustomSynthesis } from "#cdktf/synthesize/synthesizer";
export { ApiGatewayAccount } from "#provider-aws/api-gateway-account";
export { ApiGatewayApiKey } from "#provider-aws/api-gateway-api-key";
export {
  ApiGatewayAuthorizer,
  type ApiGatewayAuthorizerConfig,
} from "#provider-aws/api-gateway-authorizer";
export { ApiGatewayClientCertificate } from "#provider-aws/api-gateway-client-certificate";
export { ApiGatewayDeployment } from "#provider-aws/api-gateway-deployment";
export { ApiGatewayGatewayResponse } from "#provider-aws/api-gateway-gateway-response";
export { ApiGatewayIntegration } from "#provider-aws/api-gateway-integration";
export { ApiGatewayIntegrationResponse } from "#provider-aws/api-gateway-integration-response";
export { ApiGatewayMethod } from "#provider-aws/api-gateway-method";
export { ApiGatewayMethodResponse } from "#provider-aws/api-gateway-method-response";
export { ApiGatewayMethodSettings } from "#provider-aws/api-gateway-method-settings";
export { ApiGatewayModel } from "#provider-aws/api-gateway-model";
export { ApiGatewayRequestValidator } from "#provider-aws/api-gateway-request-validator";
export { ApiGatewayResource } from "#provider-aws/api-gateway-resource";
export { ApiGatewayRestApi } from "#provider-aws/api-gateway-rest-api";
export { ApiGatewayRestApiPolicy } from "#provider-aws/api-gateway-rest-api-policy";
export { ApiGatewayStage } from "#provider-aws/api-gateway-stage";
export { ApiGatewayUsagePlan } from "#provider-aws/api-gateway-usage-plan";
export { ApiGatewayUsagePlanKey } from "#provider-aws/api-gateway-usage-plan-key";
export { Apigatewayv2Api } from "#provider-aws/apigatewayv2-api";
export { Apigatewayv2Authorizer } from "#provider-aws/apigatewayv2-authorizer";
export { Apigatewayv2Integration } from "#provider-aws/apigatewayv2-integration";
export { Apigatewayv2Model } from "#provider-aws/apigatewayv2-model";
export { Apigatewayv2Route } from "#provider-aws/apigatewayv2-route";
export { Apigatewayv2RouteResponse } from "#provider-aws/apigatewayv2-route-response";
export {
  Apigatewayv2Stage,
  type Apigatewayv2StageRouteSettings,
} from "#provider-aws/apigatewayv2-stage";
export { CloudwatchCompositeAlarm } from "#provider-aws/cloudwatch-composite-alarm";
export { CloudwatchDashboard } from "#provider-aws/cloudwatch-dashboard";
export type { CloudwatchEventBus } from "#provider-aws/cloudwatch-event-bus";
export { CloudwatchLogGroup } from "#provider-aws/cloudwatch-log-group";
export { CloudwatchLogMetricFilter } from "#provider-aws/cloudwatch-log-metric-filter";
export { CloudwatchLogSubscriptionFilter } from "#provider-aws/cloudwatch-log-subscription-filter";
export {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  type CloudwatchMetricAlarmMetricQuery,
} from "#provider-aws/cloudwatch-metric-alarm";
export { CloudwatchQueryDefinition } from "#provider-aws/cloudwatch-query-definition";
export { CognitoResourceServer } from "#provider-aws/cognito-resource-server";
export { CognitoUserGroup } from "#provider-aws/cognito-user-group";
export { CognitoUserPool } from "#provider-aws/cognito-user-pool";
export {
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
} from "#provider-aws/cognito-user-pool-client";
export { CognitoUserPoolDomain } from "#provider-aws/cognito-user-pool-domain";
export { DataAwsCallerIdentity } from "#provider-aws/data-aws-caller-identity";
export { DataAwsIamOpenidConnectProvider } from "#provider-aws/data-aws-iam-openid-connect-provider";
export { DataAwsPartition } from "#provider-aws/data-aws-partition";
export { DataAwsRegion } from "#provider-aws/data-aws-region";
export { DynamodbTable } from "#provider-aws/dynamodb-table";
export { IamOpenidConnectProvider } from "#provider-aws/iam-openid-connect-provider";
export { IamRole } from "#provider-aws/iam-role";
export { IamRolePolicy } from "#provider-aws/iam-role-policy";
export type { KinesisStream } from "#provider-aws/kinesis-stream";
export { KmsKey } from "#provider-aws/kms-key";
export { LambdaFunction } from "#provider-aws/lambda-function";
export { LambdaPermission } from "#provider-aws/lambda-permission";
export { AwsProvider } from "#provider-aws/provider";
export type { S3Bucket } from "#provider-aws/s3-bucket";
export { SecretsmanagerSecret } from "#provider-aws/secretsmanager-secret";
export { SecretsmanagerSecretVersion } from "#provider-aws/secretsmanager-secret-version";
export type { SfnStateMachine } from "#provider-aws/sfn-state-machine";
export { SnsTopic } from "#provider-aws/sns-topic";
export { SnsTopicSubscription } from "#provider-aws/sns-topic-subscription";
export { SqsQueue } from "#provider-aws/sqs-queue";
export { SsmParameter } from "#provider-aws/ssm-parameter";
export { Wafv2WebAcl, type Wafv2WebAclRule } from "#provider-aws/wafv2-web-acl";
export { Wafv2WebAclAssociation } from "#provider-aws/wafv2-web-acl-association";
export { Wafv2WebAclLoggingConfiguration } from "#provider-aws/wafv2-web-acl-logging-configuration";
export { XrayGroup } from "#provider-aws/xray-group";
export { XraySamplingRule } from "#provider-aws/xray-sampling-rule";

restoreArchiver();

/**
 * Stops CDKTF from recording a stack trace for every token. CDKTF prints such a trace only in rare error
 * messages, but recording all of them takes more than half of the time of the synthesis of a large
 * application, if bundling is not counted. The AWS CDK has removed the traces. The community fork records them with
 * another function, `captureCreationStack`, which the environment variable `CDKTN_DISABLE_CREATION_STACK` can also turn
 * off. The change affects all apps of the process.
 * @see https://github.com/hashicorp/terraform-cdk/issues/3892
 * @see https://github.com/aws/aws-cdk/pull/37642
 */
export function disableTokenStackTraces(): void {
  const stackTraceModule: Record<string, unknown> = require("#cdktf/tokens/private/stack-trace");
  const functionName =
    "captureCreationStack" in stackTraceModule ? "captureCreationStack" : "captureStackTrace";
  stackTraceModule[functionName] = () => [];
}
