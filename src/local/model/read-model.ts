import { ACCOUNT_ID } from "#aws";
import { EvaluationError, Evaluator, type Resource, type SynthesizedStack } from "#terraform";
import { ErrorList, LocalError } from "./local-error";
import type { Api, LambdaFunction, Model } from "./model";
import { readApi } from "./read-api";
import { readFunction } from "./read-function";
import { readTable } from "./read-table";
import { readUserPool } from "./read-user-pool";
import type { ReaderContext } from "./reader-context";
import { findUnsupported } from "./unsupported-resources";

/** Returns the APIs of a stack, sorted by address. Local ports are assigned in the same order. */
export function listApis({ stack }: SynthesizedStack): readonly Resource[] {
  const apis = stack.ofType("aws_apigatewayv2_api");
  return [...apis].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/**
 * Reads the model of a stack: every reference is resolved, and every default is filled in.
 *
 * @param endpointOf returns the local URL of an API, by its address
 * @throws LocalError if a request needs something that is not emulated. The error lists all problems.
 */
export function readModel(synthesized: SynthesizedStack, endpointOf: (apiAddress: string) => string): Model {
  const { name, dir, stack } = synthesized;
  const region = readRegion(synthesized);
  const values = new Evaluator(stack, { stackName: name, folder: dir, region, endpointOf });
  const context: ReaderContext = { stack, dir, region, values, errors: new ErrorList() };
  const apis = readApis(context, listApis(synthesized));
  const functions = readFunctions(context, apis);
  const tables = stack
    .ofType("aws_dynamodb_table")
    .flatMap((table) => tryRead(context, () => readTable(context, table)));
  const userPools = stack
    .ofType("aws_cognito_user_pool")
    .flatMap((pool) => tryRead(context, () => readUserPool(context, pool)));
  context.errors.throwAny();
  return {
    name,
    region,
    accountId: ACCOUNT_ID,
    apis,
    functions,
    tables,
    userPools,
    warnings: findUnsupported(context),
  };
}

/**
 * Returns the result of a function in a list. If the function throws an error, the list is empty and the
 * error is added to the context.
 */
function tryRead<Result>({ errors }: ReaderContext, read: () => Result): Result[] {
  const result = errors.try(read);
  return result === undefined ? [] : [result];
}

function readRegion({ name, dir, stack }: SynthesizedStack): string {
  const [provider] = stack.configuration.provider.aws ?? [];
  const fallback = process.env.AWS_REGION ?? "us-east-1";
  const values = new Evaluator(stack, {
    stackName: name,
    folder: dir,
    region: fallback,
    endpointOf: () => "",
  });
  try {
    return String(values.evaluate("provider aws", { region: provider?.region ?? fallback }).region);
  } catch (error) {
    throw error instanceof EvaluationError ? new LocalError(error.errors) : error;
  }
}

function readApis(context: ReaderContext, apis: readonly Resource[]): Api[] {
  if (apis.length > 0) return apis.flatMap((api) => tryRead(context, () => readApi(context, api)));
  const hasRestApi = context.stack.ofType("aws_api_gateway_rest_api").length > 0;
  throw new LocalError([
    hasRestApi
      ? `${context.dir}: the stack has a REST API; only HTTP APIs are emulated.`
      : `${context.dir}: the stack has no aws_apigatewayv2_api; expected at least one HTTP API.`,
  ]);
}

/** Reads the functions that routes and authorizers invoke. Other functions of the stack are ignored. */
function readFunctions(context: ReaderContext, apis: readonly Api[]): Map<string, LambdaFunction> {
  const addresses = new Set(apis.flatMap(({ routes }) => routes).flatMap(listInvokedFunctions));
  const functions = [...addresses].flatMap((address) =>
    tryRead(context, () => readFunction(context, context.stack.at(address))),
  );
  return new Map(functions.map((fn) => [fn.address, fn]));
}

function listInvokedFunctions({ integration, authorization }: Api["routes"][number]): string[] {
  return [
    ...(integration.kind === "AWS_PROXY" ? [integration.function.function] : []),
    ...(authorization.kind === "CUSTOM" ? [authorization.function.function] : []),
  ];
}
