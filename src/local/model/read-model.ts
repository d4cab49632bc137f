import { ACCOUNT_ID } from "#aws";
import { resolveStack, type SynthesizedStack } from "#terraform";
import { ErrorList, LocalError } from "./local-error";
import type { Api, LambdaFunction, Model } from "./model";
import { readApi } from "./read-api";
import { readFunction } from "./read-function";
import { readTable } from "./read-table";
import { readUserPool } from "./read-user-pool";
import type { ReaderContext } from "./reader-context";
import { findUnsupported } from "./unsupported-resources";

/** Returns the addresses of a stack's APIs, sorted. Local ports are assigned in the same order. */
export function listApiAddresses({ stack }: SynthesizedStack): readonly string[] {
  return stack
    .ofType("aws_apigatewayv2_api")
    .map(({ address }) => address)
    .sort();
}

/**
 * Reads the model of a stack: every reference is resolved, and every default is filled in.
 *
 * @param endpointOf returns the local URL of the API with a given Terraform address
 * @throws LocalError if requests to the APIs need a part of the stack that is invalid or not emulated. The error
 * lists all problems.
 */
export function readModel(synthesized: SynthesizedStack, endpointOf: (apiAddress: string) => string): Model {
  const errors = new ErrorList();
  const stack = errors.try(() => resolveStack(synthesized, { endpointOf }));
  if (!stack) throw errors.toError();
  const context: ReaderContext = { stack, errors };
  const apis = readApis(context);
  const functions = readFunctions(context, apis);
  const tables = stack
    .ofType("aws_dynamodb_table")
    .flatMap((table) => tryRead(context, () => readTable(table)));
  const userPools = stack
    .ofType("aws_cognito_user_pool")
    .flatMap((pool) => tryRead(context, () => readUserPool(context, pool)));
  errors.throwAny();
  return {
    name: stack.name,
    region: stack.region,
    accountId: ACCOUNT_ID,
    apis,
    functions,
    tables,
    userPools,
    warnings: findUnsupported(context),
  };
}

/**
 * Calls a function and returns a list with its result. If the function throws a {@link LocalError} or an
 * {@link EvaluationError}, the error is added to the context and the list is empty. The caller can then read
 * the next resource.
 */
function tryRead<Result>({ errors }: ReaderContext, read: () => Result): Result[] {
  const result = errors.try(read);
  return result === undefined ? [] : [result];
}

function readApis(context: ReaderContext): Api[] {
  const { stack } = context;
  const apis = [...stack.ofType("aws_apigatewayv2_api")].sort((a, b) => (a.address < b.address ? -1 : 1));
  if (apis.length > 0) return apis.flatMap((api) => tryRead(context, () => readApi(context, api)));
  const hasRestApi = stack.ofType("aws_api_gateway_rest_api").length > 0;
  throw new LocalError([
    hasRestApi
      ? `${stack.dir}: the stack has a REST API; only HTTP APIs are emulated.`
      : `${stack.dir}: the stack has no aws_apigatewayv2_api; expected at least one HTTP API.`,
  ]);
}

/** Reads the functions that routes and authorizers invoke. Other functions of the stack are ignored. */
function readFunctions(context: ReaderContext, apis: readonly Api[]): Map<string, LambdaFunction> {
  const addresses = new Set(apis.flatMap(({ routes }) => routes).flatMap(listInvokedFunctions));
  const functions = context.stack
    .ofType("aws_lambda_function")
    .filter(({ address }) => addresses.has(address))
    .flatMap((fn) => tryRead(context, () => readFunction(context, fn)));
  return new Map(functions.map((fn) => [fn.address, fn]));
}

function listInvokedFunctions({ integration, authorization }: Api["routes"][number]): string[] {
  return [
    ...(integration.kind === "AWS_PROXY" ? [integration.function.function] : []),
    ...(authorization.kind === "CUSTOM" ? [authorization.function.function] : []),
  ];
}
