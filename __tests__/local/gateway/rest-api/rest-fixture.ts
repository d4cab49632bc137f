import { writeFileSync } from "node:fs";
import path from "node:path";
import { readSynthesizedStack } from "#terraform";
import { type RestApiModel, readModel } from "../../../../src/local/model";
import { temporaryFolder } from "../../../support";
import {
  type BlockArguments,
  describeFunctions,
  FUNCTION_CODE,
  type FunctionDescription,
  invokeArn,
  mapEntries,
  mergeBlocks,
  toLabel,
  writeFunctionZip,
} from "../terraform-fixture";
import { TestGateway } from "../test-gateway";

/** Description of a stack with one REST API, as people write it by hand. All properties are optional. */
export interface RestDescription {
  /** Arguments of `aws_api_gateway_rest_api.api`. */
  readonly api?: BlockArguments;
  /** Stages by name. Default: `dev`. */
  readonly stages?: Readonly<Record<string, BlockArguments>>;
  /** Methods by key, such as `GET /pets/{id}`. */
  readonly methods?: Readonly<Record<string, MethodDescription>>;
  /** Functions by name, in addition to those of {@link REST_FUNCTIONS}. */
  readonly functions?: Readonly<Record<string, FunctionDescription>>;
  /** Arguments of `aws_api_gateway_authorizer` by name. */
  readonly authorizers?: Readonly<Record<string, BlockArguments>>;
  /** Further top-level blocks: `resource`, `variable`, `locals`, … */
  readonly more?: Readonly<Record<string, BlockArguments>>;
}

/** Function of a method, and further arguments of `aws_api_gateway_method`. */
export interface MethodDescription extends BlockArguments {
  /** Name of the function. Default: none; `integration` describes another integration. */
  readonly to?: string;
  /** Further arguments of `aws_api_gateway_integration`. */
  readonly integration?: BlockArguments;
  /**
   * Arguments of `aws_api_gateway_integration_response` by name. Each has a method response with its status, unless its
   * name is `undeclared`. Default: none.
   */
  readonly responses?: Readonly<Record<string, BlockArguments>>;
}

type Methods = Readonly<Record<string, MethodDescription>>;

/** Code of the functions of REST APIs, by name. */
export const REST_FUNCTIONS = {
  echo: FUNCTION_CODE.echo,
  returnBody: FUNCTION_CODE.returnBody,
  hang: FUNCTION_CODE.hang,
  /** Throws an error. */
  fail: 'exports.handler = async () => { throw new TypeError("no"); };',
} as const;

export const REST_API_ID = "${aws_api_gateway_rest_api.api.id}";

/** Returns the content of the Terraform JSON file for a stack. */
export function describeRestTerraform(stack: RestDescription): string {
  const { api = {}, stages = { dev: {} }, methods = {}, authorizers = {}, more = {} } = stack;
  const functions = listFunctions(stack);
  const { resource, ...others } = more;
  const base = {
    aws_api_gateway_rest_api: { api: { name: "pets", ...api } },
    aws_api_gateway_resource: describeTree(Object.keys(methods)),
    aws_api_gateway_method: mapEntries(methods, (key, { to, integration, responses, ...body }) => [
      toMethodLabel(key),
      { ...placeOf(key), authorization: "NONE", ...body },
    ]),
    aws_api_gateway_integration: mapEntries(methods, (key, { to, integration }) => [
      toMethodLabel(key),
      { ...placeOf(key), ...(to === undefined ? {} : lambdaProxy(to)), ...integration },
    ]),
    aws_api_gateway_integration_response: describeResponses(methods),
    aws_api_gateway_method_response: describeMethodResponses(methods),
    aws_api_gateway_authorizer: mapEntries(authorizers, (name, body) => [
      name,
      { rest_api_id: REST_API_ID, name, ...body },
    ]),
    aws_api_gateway_deployment: {
      api: { rest_api_id: REST_API_ID, lifecycle: { create_before_destroy: true } },
    },
    aws_api_gateway_stage: mapEntries(stages, (name, body) => [
      name,
      {
        rest_api_id: REST_API_ID,
        deployment_id: "${aws_api_gateway_deployment.api.id}",
        stage_name: name,
        ...body,
      },
    ]),
    aws_lambda_function: describeFunctions(functions),
    aws_lambda_permission: mapEntries(functions, (name) => [name, restPermission(name)]),
  };
  return JSON.stringify({
    provider: { aws: { region: "eu-central-1" } },
    ...others,
    resource: mergeBlocks(base, (resource ?? {}) as Record<string, BlockArguments>),
  });
}

function describeResponses(methods: Methods): Record<string, BlockArguments> {
  const entries = Object.entries(methods).flatMap(([key, { responses = {} }]) =>
    Object.entries(responses).map(
      ([name, body]) => [`${toMethodLabel(key)}-${name}`, { ...placeOf(key), ...body }] as const,
    ),
  );
  return Object.fromEntries(entries);
}

function describeMethodResponses(methods: Methods): Record<string, BlockArguments> {
  const responses = Object.entries(describeResponses(methods)).filter(
    ([name]) => !name.endsWith("-undeclared"),
  );
  return Object.fromEntries(
    responses.map(([name, { rest_api_id, resource_id, http_method, status_code }]) => [
      name,
      { rest_api_id, resource_id, http_method, status_code },
    ]),
  );
}

/** Returns the permission that allows API Gateway to invoke a function. */
export function restPermission(functionName: string, more: BlockArguments = {}): BlockArguments {
  return {
    action: "lambda:InvokeFunction",
    function_name: `\${aws_lambda_function.${functionName}.function_name}`,
    principal: "apigateway.amazonaws.com",
    source_arn: "${aws_api_gateway_rest_api.api.execution_arn}/*/*",
    ...more,
  };
}

function lambdaProxy(to: string): BlockArguments {
  return { type: "AWS_PROXY", integration_http_method: "POST", uri: invokeArn(to) };
}

function placeOf(key: string): BlockArguments {
  const [method = "", place = ""] = key.split(" ");
  return { rest_api_id: REST_API_ID, resource_id: `\${${ownerOf(place)}}`, http_method: method };
}

/** Returns a reference to the resource of a path, without `${` and `}`. */
function ownerOf(place: string): string {
  return place === "/"
    ? "aws_api_gateway_rest_api.api.root_resource_id"
    : `aws_api_gateway_resource.path${toPathLabel(place)}.id`;
}

/** Returns the `aws_api_gateway_resource` of each path and of its parents. */
function describeTree(keys: readonly string[]): Record<string, BlockArguments> {
  const entries = keys.flatMap((key) => {
    const parts = (key.split(" ")[1] ?? "").split("/").filter(Boolean);
    return parts.map((part, index) => {
      const parent = `/${parts.slice(0, index).join("/")}`;
      const place = `/${parts.slice(0, index + 1).join("/")}`;
      const body = { rest_api_id: REST_API_ID, parent_id: `\${${ownerOf(parent)}}`, path_part: part };
      return [`path${toPathLabel(place)}`, body] as const;
    });
  });
  return Object.fromEntries(entries);
}

/** Paths that differ only in the case or in special characters have different labels. */
function toPathLabel(place: string): string {
  return toLabel(place.replaceAll("+", "-greedy").replaceAll("{", "-by-"));
}

function toMethodLabel(key: string): string {
  const [method = "", place = ""] = key.split(" ");
  return `${method}${toPathLabel(place)}`;
}

function listFunctions({ methods = {}, functions = {}, authorizers = {} }: RestDescription) {
  const all: Record<string, FunctionDescription> = {
    ...mapEntries(REST_FUNCTIONS, (name, code) => [name, { code }]),
    ...functions,
  };
  const text = JSON.stringify([methods, authorizers]);
  const isUsed = (name: string) =>
    name in functions || text.includes(`"to":"${name}"`) || text.includes(`aws_lambda_function.${name}.`);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isUsed(name)));
}

/** Writes a stack with its function zips to a folder. Default: a new temporary folder. */
export function writeRestFolder(stack: RestDescription, folder = temporaryFolder()): string {
  writeFileSync(path.join(folder, "main.tf.json"), describeRestTerraform(stack));
  for (const [name, { code }] of Object.entries(listFunctions(stack))) writeFunctionZip(folder, name, code);
  return folder;
}

/** Starts a local gateway for the tests of a file. A test sends requests such as `GET /dev/pets`. */
export function restGateway(stack: RestDescription | (() => RestDescription)): TestGateway {
  const gateway = new TestGateway();
  beforeAll(() => gateway.start({ dir: writeRestFolder(typeof stack === "function" ? stack() : stack) }));
  afterAll(() => gateway.stop());
  return gateway;
}

/** Reads the model of the only API of a stack. */
export function readRestApi(stack: RestDescription): RestApiModel {
  const { apis } = readModel(readSynthesizedStack(writeRestFolder(stack)), () => "http://127.0.0.1");
  return apis[0] as RestApiModel;
}
