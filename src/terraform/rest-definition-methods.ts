import { ownValue } from "#own-value";
import { type DefinitionModels, readModels, readOperationModels } from "./rest-definition-models";

type Values = Readonly<Record<string, unknown>>;
type ValuesByName = Readonly<Record<string, Values>>;

/** OpenAPI definition, with the arguments of Terraform resources. */
export interface Definition {
  /** Operations by path and HTTP method. */
  readonly paths: Readonly<Record<string, ValuesByName>>;
  /** Security schemes by name. */
  readonly schemes: ValuesByName;
  /** Arguments of authorizers by the name of their security scheme. */
  readonly authorizers: ValuesByName;
  /** Arguments of request validators by name. */
  readonly validators: ValuesByName;
  /** Arguments of gateway responses by type. */
  readonly gatewayResponses: ValuesByName;
  /** Security requirements of operations without own requirements. */
  readonly security: unknown;
  /** Name of the request validator of operations without an own one. */
  readonly validator: unknown;
  /** Arguments of models by name. */
  readonly models: DefinitionModels;
  /** Resource policy as JSON. */
  readonly policy?: string;
  readonly document: Values;
  /** Source of the API keys: `HEADER` or `AUTHORIZER`. */
  readonly apiKeySource: unknown;
}

/**
 * Parses the OpenAPI `body` of a REST API.
 * @returns `undefined` if the value is not a JSON object
 */
export function parseDefinition(body: unknown): Definition | undefined {
  const document = parseObject(body);
  if (!document) return undefined;
  const schemes = byName(document.securityDefinitions ?? Object(document.components).securitySchemes);
  const policy = extension(document, "policy");
  return {
    paths: Object.fromEntries(
      Object.entries(byName(document.paths)).map(([path, operations]) => [path, byName(operations)]),
    ),
    schemes,
    authorizers: mapValues(schemes, readAuthorizer),
    validators: mapValues(byName(extension(document, "request-validators")), (validator) => ({
      validate_request_body: validator.validateRequestBody,
      validate_request_parameters: validator.validateRequestParameters,
    })),
    gatewayResponses: mapValues(byName(extension(document, "gateway-responses")), readResponse),
    security: document.security,
    validator: extension(document, "request-validator"),
    models: readModels(document),
    document,
    ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }),
    apiKeySource: extension(document, "api-key-source"),
  };
}

function parseObject(body: unknown): Values | undefined {
  try {
    const value: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
    return typeof value === "object" && value !== null ? (value as Values) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the entries of a value that are objects. */
function byName(value: unknown): ValuesByName {
  const entries = Object.entries(Object(value) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Values] => typeof entry[1] === "object" && entry[1] !== null),
  );
}

function mapValues(values: ValuesByName, map: (value: Values) => Values | undefined): ValuesByName {
  const entries = Object.entries(values).map(([name, value]) => [name, map(value)] as const);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Returns an extension of API Gateway: `x-amazon-apigateway-policy`. */
function extension(values: Values, name: string): unknown {
  return values[`x-amazon-apigateway-${name}`];
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html */
function readAuthorizer(scheme: Values): Values | undefined {
  const authorizer = extension(scheme, "authorizer") as Values | undefined;
  if (authorizer === undefined) return undefined;
  return {
    type: String(authorizer.type).toUpperCase(),
    authorizer_uri: authorizer.authorizerUri,
    authorizer_credentials: authorizer.authorizerCredentials,
    identity_source: authorizer.identitySource ?? `method.request.header.${scheme.name}`,
    identity_validation_expression: authorizer.identityValidationExpression,
    authorizer_result_ttl_in_seconds: authorizer.authorizerResultTtlInSeconds,
    provider_arns: authorizer.providerARNs,
  };
}

function readResponse(response: Values): Values {
  return {
    status_code: response.statusCode,
    response_parameters: response.responseParameters,
    response_templates: response.responseTemplates,
  };
}

/** Method of an operation, with the arguments of its Terraform resources. */
export interface MethodDefinition {
  readonly httpMethod: string;
  readonly values: Values;
  /** Name of the security scheme of the authorizer. */
  readonly authorizer?: string;
  /** Name of the request validator. */
  readonly validator?: string;
  readonly integration?: Values;
  /** Arguments of the models of this method that have no name in the definition, by a name for messages. */
  readonly models: DefinitionModels;
  /** Statuses of the method responses. */
  readonly statuses: readonly string[];
  /** Arguments of the integration responses. */
  readonly responses: readonly Values[];
}

/** HTTP methods by the name of their operation. */
const METHODS: Readonly<Record<string, string>> = {
  delete: "DELETE",
  get: "GET",
  head: "HEAD",
  options: "OPTIONS",
  patch: "PATCH",
  post: "POST",
  put: "PUT",
  "x-amazon-apigateway-any-method": "ANY",
};

/**
 * Returns the method of an operation.
 * @param path path of the operation
 * @param name name of the operation in its path: `get`
 * @returns `undefined` for other fields of a path, such as `parameters`
 */
export function describeMethod(
  definition: Definition,
  path: string,
  name: string,
  operation: Values,
): MethodDefinition | undefined {
  const httpMethod = ownValue(METHODS, name);
  if (httpMethod === undefined) return undefined;
  const { values, authorizer } = readSecurity(definition, operation);
  const validator = extension(operation, "request-validator") ?? definition.validator;
  const integration = extension(operation, "integration") as Values | undefined;
  const models = readOperationModels(definition.document, operation, `${httpMethod} ${path}`);
  const isValidated = typeof validator === "string" && Object.hasOwn(definition.validators, validator);
  return {
    httpMethod,
    values: {
      ...values,
      request_parameters: readParameters(operation),
      request_models: models.names,
    },
    authorizer,
    models: models.models,
    ...(isValidated ? { validator } : {}),
    ...(integration ? { integration: readIntegration(integration) } : {}),
    statuses: Object.keys(byName(operation.responses)),
    responses: Object.entries(byName(integration?.responses)).map(([pattern, response]) => ({
      ...readResponse(response),
      content_handling: response.contentHandling,
      ...(pattern === "default" ? {} : { selection_pattern: pattern }),
    })),
  };
}

type Security = Pick<MethodDefinition, "values" | "authorizer">;

/**
 * Reads the authorization of an operation. A scheme without an authorizer is the one of an API key.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
 */
function readSecurity(definition: Definition, operation: Values): Security {
  const { type } = Object(extension(operation, "auth")) as Values;
  const requirements = [operation.security ?? definition.security ?? []].flat();
  const schemes = requirements.flatMap((requirement) => Object.entries(Object(requirement) as Values));
  const isSigned = schemes.some(([name]) => isSigV4(ownValue(definition.schemes, name)));
  if (isSigned || type === "AWS_IAM") return { values: { authorization: "AWS_IAM" } };
  const authorized = schemes.find(([name]) => Object.hasOwn(definition.authorizers, name));
  const isKey = schemes.some(([name]) => isApiKey(definition, name));
  const key = isKey ? { api_key_required: true } : {};
  if (!authorized) return { values: { authorization: "NONE", ...key } };
  const [authorizer, scopes] = authorized;
  const isCognito = definition.authorizers[authorizer]?.type === "COGNITO_USER_POOLS";
  const authorization = isCognito ? "COGNITO_USER_POOLS" : "CUSTOM";
  return { authorizer, values: { authorization, authorization_scopes: scopes, ...key } };
}

function isSigV4(scheme: Values | undefined): boolean {
  return scheme !== undefined && String(extension(scheme, "authtype")).toLowerCase() === "awssigv4";
}

function isApiKey({ schemes, authorizers }: Definition, name: string): boolean {
  return ownValue(schemes, name)?.type === "apiKey" && !Object.hasOwn(authorizers, name);
}

/** Places of parameters in the names of mappings, by their names in OpenAPI. */
const PLACES: Readonly<Record<string, string>> = { header: "header", path: "path", query: "querystring" };

function readParameters({ parameters }: Values): Record<string, boolean> {
  const entries = Object.values(byName(parameters)).flatMap((parameter) => {
    const place = ownValue(PLACES, String(parameter.in));
    return place === undefined
      ? []
      : [[`method.request.${place}.${parameter.name}`, parameter.required === true]];
  });
  return Object.fromEntries(entries);
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html */
function readIntegration(integration: Values): Values {
  const { type, passthroughBehavior } = integration;
  return {
    type: String(type).toUpperCase(),
    integration_http_method: integration.httpMethod,
    uri: integration.uri,
    credentials: integration.credentials,
    connection_id: integration.connectionId,
    content_handling: integration.contentHandling,
    passthrough_behavior:
      passthroughBehavior === undefined ? undefined : String(passthroughBehavior).toUpperCase(),
    request_parameters: integration.requestParameters,
    request_templates: integration.requestTemplates,
    cache_key_parameters: integration.cacheKeyParameters,
    cache_namespace: integration.cacheNamespace,
    response_transfer_mode: integration.responseTransferMode,
    timeout_milliseconds: integration.timeoutInMillis,
    tls_config: integration.tlsConfig,
  };
}
