import { writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { temporaryFolder } from "../../support";

/** The arguments of a block. */
export type Body = Record<string, unknown>;

/** What stands in a folder of Terraform JSON, as far as it is not a matter of course. */
export interface Described {
  /** `aws_apigatewayv2_api.api`. */
  readonly api?: Body;
  /** By name. Default: `$default`. */
  readonly stages?: Readonly<Record<string, Body>>;
  /** By key. */
  readonly routes?: Readonly<Record<string, DescribedRoute>>;
  /** By name, beside those of {@link CODE}; each is there that a route or an authorizer calls. */
  readonly functions?: Readonly<Record<string, DescribedFunction>>;
  /** By name: arguments of `aws_apigatewayv2_authorizer`. */
  readonly authorizers?: Readonly<Record<string, Body>>;
  /** Further blocks of the file: `resource`, `variable`, `locals`, … */
  readonly more?: Readonly<Record<string, Body>>;
}

/** What answers, a function's name or an address, and further arguments of `aws_apigatewayv2_route`. */
export interface DescribedRoute extends Body {
  readonly to: string;
  /** Further arguments of `aws_apigatewayv2_integration`. */
  readonly integration?: Body;
}

/** Its code, and further arguments of `aws_lambda_function`. */
export interface DescribedFunction extends Body {
  readonly code: string;
}

/** Functions that most tests do with. */
export const CODE = {
  /** Answers its event. */
  echo: "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
  /** Returns what the request's body says, in JSON; nothing for none. */
  say: `exports.handler = async ({ body, isBase64Encoded }) =>
    body && JSON.parse(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));`,
  /** Throws an error with the request's query as its message. */
  fail: "exports.handler = async ({ rawQueryString }) => { throw new TypeError(rawQueryString); };",
  /** Never answers. */
  hang: "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));",
} as const;

/** The text of a Terraform JSON file that says this. */
export function terraform(described: Described): string {
  const { api = {}, stages = { $default: {} }, routes = {}, authorizers = {}, more = {} } = described;
  const functions = functionsOf(described);
  const { resource, ...others } = more;
  const own = {
    aws_apigatewayv2_api: { api: { name: "test", protocol_type: "HTTP", ...api } },
    aws_apigatewayv2_stage: named(stages, (name, body) => [
      `stage-${label(name)}`,
      { api_id: API_ID, name, ...body },
    ]),
    aws_apigatewayv2_route: named(routes, (key, { to, integration, ...body }) => [
      `route-${label(key)}`,
      { api_id: API_ID, route_key: key, target: `integrations/\${${integrationOf(key)}.id}`, ...body },
    ]),
    aws_apigatewayv2_integration: named(routes, (key, { to, integration }) => [
      `to-${label(key)}`,
      { api_id: API_ID, ...integrationTo(to), ...integration },
    ]),
    aws_apigatewayv2_authorizer: named(authorizers, (name, body) => [
      name,
      { api_id: API_ID, name, authorizer_type: "REQUEST", ...body },
    ]),
    aws_lambda_function: named(functions, (name, { code, ...body }) => [
      name,
      {
        function_name: name,
        role: "arn:aws:iam::123456789012:role/test",
        runtime: "nodejs22.x",
        handler: "index.handler",
        filename: `${name}.zip`,
        ...body,
      },
    ]),
    aws_lambda_permission: named(functions, (name) => [`api-calls-${name}`, permission(name)]),
  };
  return JSON.stringify({
    provider: { aws: { region: "eu-central-1" } },
    ...others,
    resource: merged(own, (resource ?? {}) as Record<string, Body>),
  });
}

export const API_ID = "${aws_apigatewayv2_api.api.id}";

/** What lets the API call a function. */
export function permission(functionName: string, more: Body = {}): Body {
  return {
    action: "lambda:InvokeFunction",
    function_name: `\${aws_lambda_function.${functionName}.function_name}`,
    principal: "apigateway.amazonaws.com",
    source_arn: "${aws_apigatewayv2_api.api.execution_arn}/*/*",
    ...more,
  };
}

/** A user pool `users` with a client and two scopes. */
export const POOL = {
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

/** An authorizer that takes the tokens of {@link POOL}. */
export const JWT_AUTHORIZER = {
  authorizer_type: "JWT",
  identity_sources: ["$request.header.Authorization"],
  jwt_configuration: {
    issuer: "https://${aws_cognito_user_pool.users.endpoint}",
    audience: ["${aws_cognito_user_pool_client.web.id}"],
  },
};

/** A route's arguments for an authorizer. */
export function guardedBy(name: string, type: "JWT" | "CUSTOM"): Body {
  return { authorization_type: type, authorizer_id: `\${aws_apigatewayv2_authorizer.${name}.id}` };
}

/** What an authorizer calls. */
export function invokeArn(functionName: string): string {
  return `\${aws_lambda_function.${functionName}.invoke_arn}`;
}

function functionsOf({ routes = {}, functions = {}, authorizers = {} }: Described) {
  const all: Record<string, DescribedFunction> = {
    ...named(CODE, (name, code) => [name, { code }]),
    ...functions,
  };
  const text = JSON.stringify([routes, authorizers]);
  const called = (name: string) =>
    name in functions || text.includes(`"to":"${name}"`) || text.includes(`aws_lambda_function.${name}.`);
  return Object.fromEntries(Object.entries(all).filter(([name]) => called(name)));
}

function integrationTo(to: string): Body {
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
  return `aws_apigatewayv2_integration.to-${label(key)}`;
}

function label(text: string): string {
  return text.replaceAll(/\W+/g, "-");
}

function named<From, To>(
  all: Readonly<Record<string, From>>,
  entry: (name: string, one: From) => readonly [string, To],
): Record<string, To> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => entry(name, one)));
}

/** By type and name. */
function merged(own: Record<string, Body>, more: Record<string, Body>): Record<string, Body> {
  const types = new Set([...Object.keys(own), ...Object.keys(more)]);
  return Object.fromEntries([...types].map((type) => [type, { ...own[type], ...more[type] }]));
}

/** Writes a folder of Terraform JSON with its zips, a new one or one that is there. */
export function folderOf(described: Described, folder = temporaryFolder()): string {
  writeFileSync(path.join(folder, "main.tf.json"), terraform(described));
  for (const [name, { code }] of Object.entries(functionsOf(described))) writeZip(folder, name, code);
  return folder;
}

export function writeZip(folder: string, name: string, code: string): void {
  writeFileSync(path.join(folder, `${name}.zip`), zipSync({ "index.js": strToU8(code) }));
}
