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

/** The APIs of a stack, in the order of their addresses, which is the order of their ports. */
export function listApis({ stack }: SynthesizedStack): readonly Resource[] {
  const apis = stack.ofType("aws_apigatewayv2_api");
  return [...apis].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/**
 * Reads what a gateway serves of a stack.
 *
 * @param endpointOf where an API is served, by its address
 * @throws LocalError with every fault: what is on the path of requests, and is not served here
 */
export function readModel(from: SynthesizedStack, endpointOf: (apiAddress: string) => string): Model {
  const { name, dir, stack } = from;
  const region = regionOf(from);
  const values = new Evaluator(stack, { stackName: name, folder: dir, region, endpointOf });
  const source: ReaderContext = { stack, dir, region, values, errors: new ErrorList() };
  const apis = readApis(source, listApis(from));
  const functions = readFunctions(source, apis);
  const tables = stack
    .ofType("aws_dynamodb_table")
    .flatMap((one) => tried(source, () => readTable(source, one)));
  const pools = stack.ofType("aws_cognito_user_pool");
  const userPools = pools.flatMap((one) => tried(source, () => readUserPool(source, one)));
  source.errors.throwAny();
  return {
    name,
    region,
    accountId: ACCOUNT_ID,
    apis,
    functions,
    tables,
    userPools,
    warnings: findUnsupported(source),
  };
}

function tried<Made>({ errors }: ReaderContext, make: () => Made): Made[] {
  const made = errors.try(make);
  return made === undefined ? [] : [made];
}

function regionOf({ name, dir, stack }: SynthesizedStack): string {
  const [provider] = stack.configuration.provider.aws ?? [];
  const fallback = process.env.AWS_REGION ?? "us-east-1";
  const surroundings = { stackName: name, folder: dir, region: fallback, endpointOf: () => "" };
  const values = new Evaluator(stack, surroundings);
  try {
    return String(values.evaluate("provider aws", { region: provider?.region ?? fallback }).region);
  } catch (error) {
    throw error instanceof EvaluationError ? new LocalError(error.errors) : error;
  }
}

function readApis(source: ReaderContext, apis: readonly Resource[]): Api[] {
  if (apis.length > 0) return apis.flatMap((one) => tried(source, () => readApi(source, one)));
  const isRest = source.stack.ofType("aws_api_gateway_rest_api").length > 0;
  const found = isRest ? "it has a REST API, which is not" : "it has no aws_apigatewayv2_api";
  throw new LocalError([`${source.dir}: an HTTP API is served here; ${found}`]);
}

/** Those that requests come to. */
function readFunctions(source: ReaderContext, apis: readonly Api[]): Map<string, LambdaFunction> {
  const addresses = new Set(apis.flatMap(({ routes }) => routes).flatMap(calledBy));
  const read = [...addresses].flatMap((address) =>
    tried(source, () => readFunction(source, source.stack.at(address))),
  );
  return new Map(read.map((one) => [one.address, one]));
}

function calledBy({ integration, authorization }: Api["routes"][number]): string[] {
  return [
    ...(integration.kind === "AWS_PROXY" ? [integration.function.function] : []),
    ...(authorization.kind === "CUSTOM" ? [authorization.function.function] : []),
  ];
}
