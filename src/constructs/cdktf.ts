/**
 * CDKTF and its AWS bindings. No other file of `constructs` imports them directly, so that a move to a fork
 * of CDKTF changes only this file. The bindings are imported by deep paths, because loading their index file
 * takes two seconds and half a gigabyte of memory.
 */
export { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
export { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
export { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
export { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
export {
  Apigatewayv2Stage,
  type Apigatewayv2StageRouteSettings,
} from "@cdktf/provider-aws/lib/apigatewayv2-stage";
export { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
export {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
export { CognitoResourceServer } from "@cdktf/provider-aws/lib/cognito-resource-server";
export { CognitoUserGroup } from "@cdktf/provider-aws/lib/cognito-user-group";
export { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
export {
  CognitoUserPoolClient,
  type CognitoUserPoolClientConfig,
} from "@cdktf/provider-aws/lib/cognito-user-pool-client";
export { CognitoUserPoolDomain } from "@cdktf/provider-aws/lib/cognito-user-pool-domain";
export { DataAwsIamOpenidConnectProvider } from "@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider";
export { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
export { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
export { IamRole } from "@cdktf/provider-aws/lib/iam-role";
export { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
export { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
export { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
export { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
export { AwsProvider } from "@cdktf/provider-aws/lib/provider";
export { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
export { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
export { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
export {
  App as CdktfApp,
  type AppConfig,
  dependable,
  type ISynthesisSession,
  Lazy,
  LocalBackend,
  Manifest,
  S3Backend,
  TerraformElement,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Testing,
  Token,
} from "cdktf";
export { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
export { Construct, type IConstruct } from "constructs";

/**
 * Stops CDKTF from recording a stack trace for every token. CDKTF prints such a trace only in rare error
 * messages, but recording all of them takes more than half of the time of the synthesis of a large
 * application, if bundling is not counted. The community fork of CDKTF has an option to turn the traces off,
 * and the AWS CDK has removed them.
 * @see https://github.com/hashicorp/terraform-cdk/issues/3892
 * @see https://github.com/aws/aws-cdk/pull/37642
 */
export function disableTokenStackTraces(): void {
  const traces: {
    captureStackTrace: () => readonly string[];
  } = require("cdktf/lib/tokens/private/stack-trace");
  traces.captureStackTrace = () => [];
}
