export { ENV_FILE, readEnvFile } from "./env-file";
export type { Failed, FunctionResult, InvocationResult, Lambda, Succeeded } from "./lambda-interface";
export { LocalError } from "./local-error";
export type {
  Api,
  JwtAuthorization,
  LambdaAuthorization,
  LambdaFunction,
  Model,
  RouteAuthorization,
  RouteModel,
  StageModel,
  TableModel,
  UserPoolModel,
} from "./model";
export { listZipFiles } from "./read-code";
export { listApiAddresses, type ReadOptions, readModel, readUserPools } from "./read-model";
export { toTableModel } from "./read-table";
export { readZipEntries } from "./zip-entries";
