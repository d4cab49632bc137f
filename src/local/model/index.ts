export { ENV_FILE, readEnvFile } from "./env-file";
export type { Failed, FunctionResult, InvocationResult, Lambda, Succeeded } from "./lambda-interface";
export {
  describeApiKey,
  findApiKeys,
  type LocalApiKey,
  listLocalApiKeys,
  readLocalApiKeys,
  selectApiKey,
  unknownApiKey,
} from "./local-api-keys";
export { LocalError } from "./local-error";
export type {
  Api,
  ApiKeyModel,
  CognitoAuthorization,
  HttpApiModel,
  JwtAuthorization,
  LambdaAuthorization,
  LambdaFunction,
  Model,
  RestApiModel,
  RestLambdaAuthorization,
  RouteAuthorization,
  RouteModel,
  StageModel,
  TableModel,
  UserPoolModel,
  WebSocketApiModel,
  WebSocketLambdaAuthorization,
  WebSocketRouteModel,
} from "./model";
export { ModelSchemas } from "./model-schema";
export { listZipFiles } from "./read-code";
export { listServedApis, type ReadOptions, readModel, readUserPools, type ServedApi } from "./read-model";
export { toTableModel } from "./read-table";
export { readZipEntries } from "./zip-entries";
