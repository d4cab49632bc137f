import { ACCOUNT_ID } from "#aws";
import {
  expandRestDefinitions,
  findRejectedResources,
  type ResolvedResource,
  type ResolvedStack,
  resolveStack,
  type SynthesizedStack,
} from "#terraform";
import { checkEnvFile, ENV_FILE, type EnvFile, readEnvFile } from "./env-file";
import { FunctionReader } from "./function-reader";
import { ErrorList, formatFound, LocalError, notEmulatedError } from "./local-error";
import type {
  FunctionRole,
  HttpApiModel,
  Model,
  NotEmulated,
  RestApiModel,
  RouteModel,
  UserPoolModel,
} from "./model";
import { readFunction } from "./read-function";
import { readHttpApi, requireHttpApi } from "./read-http-api";
import { readRestApi, requireRestApi } from "./read-rest-api";
import { readFunctionRole } from "./read-role-policies";
import { readTable } from "./read-table";
import { readUserPool } from "./read-user-pool";
import { readWebSocketApi, requireWebSocketApi } from "./read-web-socket-api";
import {
  type ReaderContext,
  readOrExplain,
  refersTo,
  rejectCount,
  type StackContext,
  tryRead,
} from "./reader-context";
import { findUnsupported } from "./unsupported-resources";
import { createZipCheck } from "./zip-entries";

/** Terraform address and kind of an API that the local gateway serves. */
export interface ServedApi {
  readonly address: string;
  readonly kind: "HTTP" | "REST" | "WEBSOCKET";
}

/** Returns the emulated APIs of a stack. Local ports are assigned in the same order. */
export function listServedApis(synthesized: SynthesizedStack): readonly ServedApi[] {
  return listApis(expandRestDefinitions(resolveStack(synthesized)))
    .filter((api) => readOrExplain(() => requireEmulated(api)) === undefined)
    .map((api) => ({ address: api.address, kind: kindOf(api) }));
}

/** Options of {@link readModel}. */
export interface ReadOptions {
  /** True makes each part of the stack that is not emulated an error, and each unknown value. Default: false. */
  readonly isStrict?: boolean;
  /** Values for environment variables of functions. Default: none. */
  readonly envFile?: EnvFile;
}

const NO_ENV_FILE = readEnvFile(undefined, ENV_FILE);

/**
 * Reads the model of a stack: every reference is resolved, and every default is filled in.
 *
 * @param endpointOf returns the local URL of the API with a given Terraform address; `undefined` if the API has none
 * @throws LocalError if AWS would reject the stack, or if it has neither an emulated API nor a function. The error lists
 * all problems.
 */
export function readModel(
  synthesized: SynthesizedStack,
  endpointOf: (apiAddress: string) => string | undefined,
  { isStrict = false, envFile = NO_ENV_FILE }: ReadOptions = {},
): Model {
  const stack = expandRestDefinitions(resolveStack(synthesized, { endpointOf }));
  const functions = new FunctionReader((fn) => readFunction(context, fn));
  const context = {
    ...createContext(stack),
    envFile,
    unknownValues: new ErrorList(),
    notes: new ErrorList(),
    readFunction: (fn: ResolvedResource) => functions.read(fn),
    checkZip: createZipCheck(),
  };
  for (const { address, errors } of findRejectedResources(stack))
    context.errors.add(...errors.map((error) => `${address}: ${error}`));
  const { apis, webSocketApis } = readApis(context);
  const functionErrors = functions.readAll(stack.ofType("aws_lambda_function"));
  const tables = stack
    .ofType("aws_dynamodb_table")
    .flatMap((table) => tryRead(context, () => readTable(table)));
  const routes = groupRoutesByReason([
    ...apis
      .flatMap<RouteModel>((api) => api.routes)
      .map(({ key, authorization, integration }) => ({ key: key.text, parts: [authorization, integration] })),
    ...webSocketApis
      .flatMap((api) => api.routes)
      .map(({ key, authorization, models, integration }) => ({
        key,
        parts: [authorization, ...(models ? [models] : []), integration],
      })),
  ]);
  const model = {
    name: stack.name,
    region: stack.region,
    accountId: ACCOUNT_ID,
    apis,
    webSocketApis,
    functions: functions.readable(),
    functionErrors,
    functionRoles: webSocketApis.length > 0 ? readRoles(context) : new Map(),
    tables,
    userPools: readPools(context),
    storedSecrets: {
      file: envFile.name,
      region: stack.region,
      secrets: envFile.secrets,
      parameters: envFile.parameters,
    },
    warnings: [
      ...[...routes].map(([reason, keys]) => `${[...new Set(keys)].join(", ")} (${reason})`),
      ...context.notEmulated.list(),
      ...findUnsupported(context, apis),
    ],
    notes: [...context.unknownValues.list(), ...context.notes.list(), ...checkEnvFile(stack, envFile)],
  };
  const reasons = isStrict
    ? [...routes.keys(), ...context.notEmulated.list(), ...context.unknownValues.list()]
    : [];
  context.errors.throwAny(reasons);
  if (reasons.length > 0) throw notEmulatedError(...new Set(reasons));
  return model;
}

/** Reads the user pools of a stack, and no other part of it. A pool that is not emulated is omitted. */
export function readUserPools(synthesized: SynthesizedStack): readonly UserPoolModel[] {
  const context = createContext(resolveStack(synthesized));
  const pools = readPools(context);
  context.errors.throwAny();
  return pools;
}

function createContext(stack: ResolvedStack): StackContext {
  return { stack, errors: new ErrorList(), notEmulated: new ErrorList() };
}

/** Returns the roles of functions whose policies are known, by the name of the function. */
function readRoles(context: StackContext): Model["functionRoles"] {
  const roles = new Map<string, FunctionRole>();
  for (const fn of context.stack.ofType("aws_lambda_function")) {
    const { function_name: name } = fn.values;
    const role = readFunctionRole(context, fn);
    if (role && typeof name === "string") roles.set(name, role);
  }
  return roles;
}

function readPools(context: StackContext): readonly UserPoolModel[] {
  return context.stack
    .ofType("aws_cognito_user_pool")
    .flatMap((pool) => tryRead(context, () => readUserPool(context, rejectCount(pool))));
}

const V2_API = "aws_apigatewayv2_api";
const REST_API = "aws_api_gateway_rest_api";

/** Kinds of APIs in the order of their ports. */
const KINDS: readonly ServedApi["kind"][] = ["HTTP", "REST", "WEBSOCKET"];

/** Returns the APIs of a stack by their kind, each sorted by address. */
function listApis(stack: ResolvedStack): readonly ResolvedResource[] {
  const apis = [...stack.ofType(V2_API), ...stack.ofType(REST_API)];
  const sorted = apis.sort((a, b) => (a.address < b.address ? -1 : 1));
  return KINDS.flatMap((kind) => sorted.filter((api) => kindOf(api) === kind));
}

function kindOf({ type, values }: ResolvedResource): ServedApi["kind"] {
  if (type === REST_API) return "REST";
  return values.protocol_type === "WEBSOCKET" ? "WEBSOCKET" : "HTTP";
}

/** Functions that check that an API is emulated. They throw a `LocalError` if it is not. */
const REQUIRE_EMULATED = { HTTP: requireHttpApi, REST: requireRestApi, WEBSOCKET: requireWebSocketApi };

function requireEmulated(api: ResolvedResource): void {
  REQUIRE_EMULATED[kindOf(api)](api);
}

function readApi(context: ReaderContext, api: ResolvedResource): HttpApiModel | RestApiModel {
  return api.type === REST_API ? readRestApi(context, api) : readHttpApi(context, api);
}

function readApis(context: ReaderContext): Pick<Model, "apis" | "webSocketApis"> {
  const { stack, notEmulated } = context;
  const apis = listApis(stack);
  const emulated = apis.filter((api) => tryRead(context, () => requireEmulated(api)).length > 0);
  for (const { address } of stack.ofType("aws_appsync_graphql_api")) {
    notEmulated.add(
      `${address}: GraphQL APIs are not emulated; only HTTP APIs, REST APIs and WebSocket APIs are.`,
    );
  }
  if (apis.length > 0) reportUnknownApis(context);
  const reasons = notEmulated.list();
  const hasFunctions = stack.ofType("aws_lambda_function").length > 0;
  if (emulated.length > 0 || hasFunctions) {
    const isWebSocket = (api: ResolvedResource) => kindOf(api) === "WEBSOCKET";
    return {
      apis: emulated
        .filter((api) => !isWebSocket(api))
        .flatMap((api) => tryRead(context, () => readApi(context, api))),
      webSocketApis: emulated
        .filter(isWebSocket)
        .flatMap((api) => tryRead(context, () => readWebSocketApi(context, api))),
    };
  }
  if (reasons.length > 0) throw notEmulatedError(...reasons);
  const modules = stack.modules.map((name) => `module.${name}`).join(", ");
  const hint = modules === "" ? "" : ` The stack calls ${modules}, but modules are not read.`;
  throw new LocalError([
    `${stack.dir}: the stack has no aws_apigatewayv2_api or aws_api_gateway_rest_api; expected at least one API.${hint}`,
  ]);
}

/** Types of the parts of an API, with the argument that has the ID of the API, and the type of the API. */
const API_PARTS = [
  ["aws_apigatewayv2_route", "api_id", V2_API],
  ["aws_apigatewayv2_stage", "api_id", V2_API],
  ["aws_api_gateway_method", "rest_api_id", REST_API],
  ["aws_api_gateway_stage", "rest_api_id", REST_API],
] as const;

/** Adds a message for each route, method and stage that belongs to no API of the stack. */
function reportUnknownApis(context: StackContext): void {
  const { stack, notEmulated } = context;
  for (const [type, argument, apiType] of API_PARTS) {
    const apis = stack.ofType(apiType);
    for (const resource of stack.ofType(type)) {
      const [isKnown = true] = tryRead(context, () => apis.some((api) => refersTo(resource, argument, api)));
      if (isKnown) continue;
      notEmulated.add(
        `${resource.address}: ${argument} is ${formatFound(resource.values[argument])}; expected the ID of an ${apiType} in this stack. Write "\${${apiType}.NAME.id}".`,
      );
    }
  }
}

/** Route of any kind of API, with the parts that may not be emulated. */
interface ReadRoute {
  readonly key: string;
  readonly parts: readonly ({ readonly kind: string } | NotEmulated)[];
}

/** Returns the keys of the routes that are not emulated, by the reason. */
function groupRoutesByReason(routes: readonly ReadRoute[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { key, parts } of routes) {
    for (const part of parts) {
      if ("reason" in part) groups.set(part.reason, [...(groups.get(part.reason) ?? []), key]);
    }
  }
  return groups;
}
