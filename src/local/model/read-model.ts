import { ACCOUNT_ID } from "#aws";
import {
  findRejectedResources,
  type ResolvedResource,
  type ResolvedStack,
  resolveStack,
  type SynthesizedStack,
} from "#terraform";
import { checkEnvFile, ENV_FILE, type EnvFile, readEnvFile } from "./env-file";
import { FunctionReader } from "./function-reader";
import { ErrorList, formatFound, LocalError, notEmulatedError } from "./local-error";
import type { Api, Model, UserPoolModel } from "./model";
import { readApi, requireHttpApi } from "./read-api";
import { readFunction } from "./read-function";
import { readTable } from "./read-table";
import { readUserPool } from "./read-user-pool";
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

/** Returns the addresses of a stack's emulated APIs, sorted. Local ports are assigned in the same order. */
export function listApiAddresses(synthesized: SynthesizedStack): readonly string[] {
  return listApis(resolveStack(synthesized))
    .filter((api) => readOrExplain(() => requireHttpApi(api)) === undefined)
    .map(({ address }) => address);
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
  const stack = resolveStack(synthesized, { endpointOf });
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
  const apis = readApis(context);
  const functionErrors = functions.readAll(stack.ofType("aws_lambda_function"));
  const tables = stack
    .ofType("aws_dynamodb_table")
    .flatMap((table) => tryRead(context, () => readTable(table)));
  const routes = groupRoutesByReason(apis);
  const model = {
    name: stack.name,
    region: stack.region,
    accountId: ACCOUNT_ID,
    apis,
    functions: functions.readable(),
    functionErrors,
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
      ...findUnsupported(context),
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

function readPools(context: StackContext): readonly UserPoolModel[] {
  return context.stack
    .ofType("aws_cognito_user_pool")
    .flatMap((pool) => tryRead(context, () => readUserPool(context, rejectCount(pool))));
}

function listApis(stack: ResolvedStack): readonly ResolvedResource[] {
  return [...stack.ofType("aws_apigatewayv2_api")].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** Resource types of the APIs that are not emulated, with their plural in messages. */
const OTHER_APIS: Readonly<Record<string, string>> = {
  aws_api_gateway_rest_api: "REST APIs",
  aws_appsync_graphql_api: "GraphQL APIs",
};

function readApis(context: ReaderContext): readonly Api[] {
  const { stack, notEmulated } = context;
  const apis = listApis(stack);
  const emulated = apis.filter((api) => tryRead(context, () => requireHttpApi(api)).length > 0);
  for (const { type, address } of stack.resources) {
    if (Object.hasOwn(OTHER_APIS, type)) {
      notEmulated.add(`${address}: ${OTHER_APIS[type]} are not emulated; only HTTP APIs are.`);
    }
  }
  if (apis.length > 0) reportUnknownApis(context);
  const reasons = notEmulated.list();
  const hasFunctions = stack.ofType("aws_lambda_function").length > 0;
  if (emulated.length > 0 || hasFunctions)
    return emulated.flatMap((api) => tryRead(context, () => readApi(context, api)));
  if (reasons.length > 0) throw notEmulatedError(...reasons);
  const modules = stack.modules.map((name) => `module.${name}`).join(", ");
  const hint = modules === "" ? "" : ` The stack calls ${modules}, but modules are not read.`;
  throw new LocalError([
    `${stack.dir}: the stack has no aws_apigatewayv2_api; expected at least one HTTP API.${hint}`,
  ]);
}

/** Adds a message for each route and stage whose `api_id` is the ID of no API of the stack. */
function reportUnknownApis(context: StackContext): void {
  const { stack, notEmulated } = context;
  const apis = listApis(stack);
  for (const type of ["aws_apigatewayv2_route", "aws_apigatewayv2_stage"]) {
    for (const resource of stack.ofType(type)) {
      const [isKnown = true] = tryRead(context, () => apis.some((api) => refersTo(resource, "api_id", api)));
      if (isKnown) continue;
      notEmulated.add(
        `${resource.address}: api_id is ${formatFound(resource.values.api_id)}; expected the ID of an aws_apigatewayv2_api in this stack. Write "\${aws_apigatewayv2_api.NAME.id}".`,
      );
    }
  }
}

/** Returns the keys of the routes that are not emulated, by the reason. */
function groupRoutesByReason(apis: readonly Api[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { key, integration, authorization } of apis.flatMap(({ routes }) => routes)) {
    for (const part of [authorization, integration]) {
      if (part.kind === "NOT_EMULATED")
        groups.set(part.reason, [...(groups.get(part.reason) ?? []), key.text]);
    }
  }
  return groups;
}
