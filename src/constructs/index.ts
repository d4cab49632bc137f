export {
  AwsProvider,
  Construct,
  KmsKey,
  LocalBackend,
  S3Backend,
  SqsQueue,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
} from "./_terraform";
export { ApiAlarms, type ApiAlarmsProps } from "./api-alarms";
export type { RouteSettings } from "./api-route";
export { App, SynthError } from "./app";
export type { AuthorizationSettings, Authorizer, GuardedApi } from "./authorizer";
export { stubCode } from "./code";
export type { Cors } from "./cors";
export type { FunctionTarget } from "./function-target";
export { GithubDeployRole, type GithubDeployRoleProps } from "./github-deploy-role";
export { HttpApi, type HttpApiProps } from "./http-api";
export { IamAuthorizer } from "./iam-authorizer";
export { JwtAuthorizer, type JwtAuthorizerProps } from "./jwt-authorizer";
export { LambdaAuthorizer, type LambdaAuthorizerProps } from "./lambda-authorizer";
export type { LogRetentionDays } from "./log-group";
export {
  type FunctionVpc,
  NodejsFunction,
  type NodejsFunctionProps,
  type NodejsRuntime,
} from "./nodejs-function";
export type { Grantee, Statement } from "./policy";
export { pathFromStack } from "./stack-path";
export { Table, type TableProps } from "./table";
export type { Capacity, GlobalIndex, KeyAttribute, LocalIndex, Projection } from "./table-keys";
export type { Throttle } from "./throttle";
export { type PasswordPolicy, UserPool, type UserPoolProps } from "./user-pool";
export type { CodeClientProps, SrpClientProps } from "./user-pool-client";
