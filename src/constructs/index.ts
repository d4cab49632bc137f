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
export { App, SynthError } from "./app";
export { stubCode } from "./function/code";
export type { FunctionTarget } from "./function/function-target";
export {
  type FunctionVpc,
  NodejsFunction,
  type NodejsFunctionProps,
  type NodejsRuntime,
} from "./function/nodejs-function";
export { GithubDeployRole, type GithubDeployRoleProps } from "./github-deploy-role/github-deploy-role";
export { ApiAlarms, type ApiAlarmsProps } from "./http-api/api-alarms";
export type { RouteSettings } from "./http-api/api-route";
export type { AuthorizationSettings, Authorizer, GuardedApi } from "./http-api/authorizer";
export type { Cors } from "./http-api/cors";
export { HttpApi, type HttpApiProps } from "./http-api/http-api";
export { IamAuthorizer } from "./http-api/iam-authorizer";
export { JwtAuthorizer, type JwtAuthorizerProps } from "./http-api/jwt-authorizer";
export { LambdaAuthorizer, type LambdaAuthorizerProps } from "./http-api/lambda-authorizer";
export type { Throttle } from "./http-api/throttle";
export type { LogRetentionDays } from "./log-group";
export type { Grantee, Statement } from "./policy";
export { pathFromStack } from "./stack-path";
export { Table, type TableProps } from "./table/table";
export type { Capacity, GlobalIndex, KeyAttribute, LocalIndex, Projection } from "./table/table-keys";
export { type PasswordPolicy, UserPool, type UserPoolProps } from "./user-pool/user-pool";
export type { CodeClientProps, SrpClientProps } from "./user-pool/user-pool-client";
