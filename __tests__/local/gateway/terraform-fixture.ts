import { writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { temporaryFolder } from "../../support";

/** Arguments of a Terraform block. */
export type BlockArguments = Record<string, unknown>;

/** Description of a stack. All properties are optional. */
export interface StackDescription {
  /** Arguments of `aws_apigatewayv2_api.api`. */
  readonly api?: BlockArguments;
  /** Stages by name. Default: `$default`. */
  readonly stages?: Readonly<Record<string, BlockArguments>>;
  /** Routes by key. */
  readonly routes?: Readonly<Record<string, RouteDescription>>;
  /**
   * Functions by name, in addition to those of {@link FUNCTION_CODE}. The stack contains only functions that
   * a route or an authorizer uses.
   */
  readonly functions?: Readonly<Record<string, FunctionDescription>>;
  /** Arguments of `aws_apigatewayv2_authorizer` by name. */
  readonly authorizers?: Readonly<Record<string, BlockArguments>>;
  /** Further top-level blocks: `resource`, `variable`, `locals`, … */
  readonly more?: Readonly<Record<string, BlockArguments>>;
}

/** Target of a route (a function name or a URL), and further arguments of `aws_apigatewayv2_route`. */
export interface RouteDescription extends BlockArguments {
  readonly to: string;
  /** Further arguments of `aws_apigatewayv2_integration`. */
  readonly integration?: BlockArguments;
}

/** Code of a function, and further arguments of `aws_lambda_function`. */
export interface FunctionDescription extends BlockArguments {
  readonly code: string;
}

/** Code of the functions that most tests use, by function name. */
export const FUNCTION_CODE = {
  /** Returns its event as the body. */
  echo: "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
  /** Returns the JSON value in the request body, or undefined without a body. */
  returnBody: `exports.handler = async ({ body, isBase64Encoded }) =>
    body && JSON.parse(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));`,
  /** Throws an error whose message is the query of the request. */
  fail: "exports.handler = async ({ rawQueryString }) => { throw new TypeError(rawQueryString); };",
  /** Runs until its timeout. */
  hang: "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));",
} as const;

/** Returns the content of the Terraform JSON file for a stack. */
export function describeTerraform(stack: StackDescription): string {
  const { api = {}, stages = { $default: {} }, routes = {}, authorizers = {}, more = {} } = stack;
  const functions = listFunctions(stack);
  const { resource, ...others } = more;
  const base = {
    aws_apigatewayv2_api: { api: { name: "test", protocol_type: "HTTP", ...api } },
    aws_apigatewayv2_stage: mapEntries(stages, (name, body) => [
      `stage-${toLabel(name)}`,
      { api_id: API_ID, name, auto_deploy: true, ...body },
    ]),
    aws_apigatewayv2_route: mapEntries(routes, (key, { to, integration, ...body }) => [
      `route-${toLabel(key)}`,
      { api_id: API_ID, route_key: key, target: `integrations/\${${integrationOf(key)}.id}`, ...body },
    ]),
    aws_apigatewayv2_integration: mapEntries(routes, (key, { to, integration }) => [
      `to-${toLabel(key)}`,
      { api_id: API_ID, ...integrationTo(to), ...integration },
    ]),
    aws_apigatewayv2_authorizer: mapEntries(authorizers, (name, body) => [
      name,
      { api_id: API_ID, name, authorizer_type: "REQUEST", ...body },
    ]),
    aws_lambda_function: describeFunctions(functions),
    aws_lambda_permission: mapEntries(functions, (name) => [`api-calls-${name}`, invokePermission(name)]),
  };
  return JSON.stringify({
    provider: { aws: { region: "eu-central-1" } },
    ...others,
    resource: mergeBlocks(base, (resource ?? {}) as Record<string, BlockArguments>),
  });
}

/** Returns the `aws_lambda_function` blocks of functions. */
export function describeFunctions(functions: Readonly<Record<string, FunctionDescription>>) {
  return mapEntries(functions, (name, { code, ...body }): [string, BlockArguments] => [
    name,
    {
      function_name: name,
      role: "arn:aws:iam::123456789012:role/test",
      runtime: "nodejs22.x",
      handler: "index.handler",
      filename: `${name}.zip`,
      ...body,
    },
  ]);
}

export const API_ID = "${aws_apigatewayv2_api.api.id}";

/** Returns the permission that allows API Gateway to invoke a function. */
export function invokePermission(functionName: string, more: BlockArguments = {}): BlockArguments {
  return {
    action: "lambda:InvokeFunction",
    function_name: `\${aws_lambda_function.${functionName}.function_name}`,
    principal: "apigateway.amazonaws.com",
    source_arn: "${aws_apigatewayv2_api.api.execution_arn}/*/*",
    ...more,
  };
}

/** User pool `users` with a client and two scopes. */
export const USER_POOL = {
  aws_cognito_user_pool: { users: { name: "users" } },
  aws_cognito_user_pool_client: {
    web: { name: "web", user_pool_id: "${aws_cognito_user_pool.users.id}" },
  },
  aws_cognito_resource_server: {
    notes: {
      identifier: "notes",
      user_pool_id: "${aws_cognito_user_pool.users.id}",
      scope: [{ scope_name: "read" }, { scope_name: "write" }],
    },
  },
};

/** Authorizer that accepts the tokens of {@link USER_POOL}. */
export const JWT_AUTHORIZER = {
  authorizer_type: "JWT",
  identity_sources: ["$request.header.Authorization"],
  jwt_configuration: {
    issuer: "https://${aws_cognito_user_pool.users.endpoint}",
    audience: ["${aws_cognito_user_pool_client.web.id}"],
  },
};

/** Returns the arguments of a route that uses an authorizer. */
export function authorizedBy(name: string, type: "JWT" | "CUSTOM"): BlockArguments {
  return { authorization_type: type, authorizer_id: `\${aws_apigatewayv2_authorizer.${name}.id}` };
}

/** Returns a reference to the invoke ARN of a function. */
export function invokeArn(functionName: string): string {
  return `\${aws_lambda_function.${functionName}.invoke_arn}`;
}

function listFunctions({ routes = {}, functions = {}, authorizers = {} }: StackDescription) {
  const all: Record<string, FunctionDescription> = {
    ...mapEntries(FUNCTION_CODE, (name, code) => [name, { code }]),
    ...functions,
  };
  const text = JSON.stringify([routes, authorizers]);
  const isUsed = (name: string) =>
    name in functions || text.includes(`"to":"${name}"`) || text.includes(`aws_lambda_function.${name}.`);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isUsed(name)));
}

function integrationTo(to: string): BlockArguments {
  if (to.includes("://")) {
    return { integration_type: "HTTP_PROXY", integration_method: "ANY", integration_uri: to };
  }
  return {
    integration_type: "AWS_PROXY",
    integration_uri: invokeArn(to),
    payload_format_version: "2.0",
  };
}

function integrationOf(key: string): string {
  return `aws_apigatewayv2_integration.to-${toLabel(key)}`;
}

/** Returns a Terraform name for a text. */
export function toLabel(text: string): string {
  return text.replaceAll(/\W+/g, "-");
}

/** Maps the entries of an object. */
export function mapEntries<From, To>(
  all: Readonly<Record<string, From>>,
  entry: (name: string, value: From) => readonly [string, To],
): Record<string, To> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => entry(name, value)));
}

/** Merges the blocks of two configurations by type and name. */
export function mergeBlocks(
  base: Record<string, BlockArguments>,
  more: Record<string, BlockArguments>,
): Record<string, BlockArguments> {
  const types = new Set([...Object.keys(base), ...Object.keys(more)]);
  return Object.fromEntries([...types].map((type) => [type, { ...base[type], ...more[type] }]));
}

/** Writes a stack with its function zips to a folder. Default: a new temporary folder. */
export function writeStackFolder(stack: StackDescription, folder = temporaryFolder()): string {
  writeFileSync(path.join(folder, "main.tf.json"), describeTerraform(stack));
  for (const [name, { code }] of Object.entries(listFunctions(stack))) writeFunctionZip(folder, name, code);
  return folder;
}

/** Writes the zip of a function. */
export function writeFunctionZip(folder: string, name: string, code: string): void {
  writeFileSync(path.join(folder, `${name}.zip`), zipSync({ "index.js": strToU8(code) }));
}
