import { REST_API_QUOTAS } from "#aws";
import type { Method, Route, RouteKey, ToJsonSchema } from "#contract";
import type { IConstruct } from "../../../cdktf";
import type { Statement } from "../../../iam/policy";
import { WITH_ARN } from "../../../prop-rules";
import { isRecord, type PropRule } from "../../../props";
import { isToken, isUnresolved, resolveTokens } from "../../../tokens";
import { addValidation, describeWrongValue, unknownAtSynth, WRITE_MEMBERS_FIX } from "../../../validation";
import type { AuthorizedRestApi } from "../../common/rest-authorizer";
import type {
  RestIntegration,
  RestIntegrationResponse,
  RestIntegrationSettings,
} from "../../common/rest-integration";
import { BINARY_JSON } from "../request-validation";
import { grantIntegration } from "./integration-role";

/** Route that calls an AWS service. */
export interface ServiceRoute {
  readonly key: RouteKey;
  readonly route: Route;
  /** Conversion function of the schemas. Default: the conversion that each schema itself implements. */
  readonly convert?: ToJsonSchema;
}

/** Call of an AWS service. */
export interface ServiceCall {
  /** End of the URI: the service, and its action or path, such as `dynamodb:action/GetItem`. */
  readonly uri: string;
  /** HTTP method of the call. Default: `POST`. */
  readonly method?: string;
  readonly requestParameters?: Readonly<Record<string, string>>;
  /** Template of the body of the call. Undefined if API Gateway passes the body on. */
  readonly requestTemplate?: string;
  readonly success: Omit<RestIntegrationResponse, "selectionPattern">;
  /** Responses to errors. One of them has no pattern. */
  readonly failures: readonly RestIntegrationResponse[];
  /** Permissions that the call needs. */
  readonly statements: readonly Statement[];
  /** Errors of the contract or of the target. */
  readonly errors: readonly string[];
}

/** Resource that an integration calls. */
export interface ServiceTarget {
  /** Name of the argument in errors: `queue`. */
  readonly name: string;
  /** Construct that is called. The routes of an API share the role of a construct. */
  readonly construct: IConstruct;
  /** Terraform resource of the construct. Default: the construct itself. */
  readonly resource?: IConstruct;
  /** Type of the resource: `aws_sqs_queue`. */
  readonly type: string;
  /** Description of the construct in errors: `an SqsQueue`. */
  readonly expected: string;
}

/**
 * Returns an integration that calls an AWS service. API Gateway assumes a role that allows only this call.
 *
 * @param errors errors of the options
 * @param describe returns the call of a route
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-types.html
 */
export function serviceIntegration(
  target: ServiceTarget,
  errors: readonly string[],
  describe: (service: ServiceRoute) => ServiceCall,
): RestIntegration {
  const wrongTarget = validateTargetType(target);
  return {
    restSettings(api, key, route) {
      if (wrongTarget.length > 0) return { type: "MOCK" };
      const service = { key, route, convert: api.jsonSchema };
      const call = describe(service);
      addValidation(api, () =>
        [...call.errors, ...validateBinaryBody(api, service, call)].map(
          (error) => `route "${key.text}": ${error}`,
        ),
      );
      return toSettings(api, target, call);
    },
    validateRestRoute: (_, route) => [...wrongTarget, ...errors, ...validateVersion(route)],
  };
}

function validateTargetType({
  name,
  construct,
  resource = construct,
  type,
  expected,
}: ServiceTarget): string[] {
  if (isRecord(resource) && resource.terraformResourceType === type) return [];
  return [describeWrongValue(`the ${name}`, construct, expected, "Check that the imported file exports it.")];
}

/** Returns the error of a template that reads a body which the API treats as binary. */
function validateBinaryBody({ api }: AuthorizedRestApi, { key }: ServiceRoute, call: ServiceCall): string[] {
  const types = resolveTokens(api, api.binaryMediaTypesInput);
  const binary = Array.isArray(types) ? types.find((type) => BINARY_JSON.includes(type)) : undefined;
  if (binary === undefined || call.requestTemplate === undefined || key.method === "GET") return [];
  return [
    `the API treats JSON bodies as binary because of the type ${binary}, and API Gateway applies no template to a binary body. Remove the type, or use a function.`,
  ];
}

/** Rejects a version, because the mapping templates of a route come from one contract. */
function validateVersion({ version }: Route): string[] {
  return version === undefined
    ? []
    : ["has versions, but an AWS service has one response for all of them. Use a function."];
}

function toSettings(
  api: AuthorizedRestApi,
  { construct }: ServiceTarget,
  call: ServiceCall,
): RestIntegrationSettings {
  const { requestTemplate, requestParameters, success, failures } = call;
  const credentials = call.statements.map((statement) => grantIntegration(api, construct, statement)).at(0);
  return {
    type: "AWS",
    integrationHttpMethod: call.method ?? "POST",
    uri: `arn:aws:apigateway:${api.api.region}:${call.uri}`,
    credentials,
    timeoutMilliseconds: REST_API_QUOTAS.integrationTimeoutMs.max,
    requestParameters,
    ...(requestTemplate === undefined
      ? { passthroughBehavior: "WHEN_NO_TEMPLATES" }
      : { requestTemplates: { "application/json": requestTemplate }, passthroughBehavior: "NEVER" }),
    // The default response is an error, so that no unknown status counts as a success.
    responses: [{ ...success, selectionPattern: "2\\d{2}" }, ...failures],
  };
}

/** Rule of the option `encryptionKey`. The permissions of the role depend on whether it is set. */
export const ENCRYPTION_KEY: PropRule = {
  ...WITH_ARN,
  validate: (value, path) =>
    isToken(value) ? [unknownAtSynth(path, WRITE_MEMBERS_FIX)] : WITH_ARN.validate(value, path),
};

/** Returns the error of a resource that is encrypted with a key that the role may not use. */
export function validateEncryptionKey(
  field: string,
  keyId: string | undefined,
  encryptionKey: { readonly arn: string } | undefined,
): string[] {
  const isManagedByAws = keyId !== undefined && !isUnresolved(keyId) && /(?:^|:)alias\/aws\//.test(keyId);
  if (keyId === undefined || isManagedByAws || encryptionKey !== undefined) return [];
  return [
    `${field} encrypts with a KMS key, which the role of the route may not use. Set encryptionKey to this key.`,
  ];
}

/** Returns the permission to encrypt with a KMS key, but only through one service. Empty without a key. */
export function keyStatements(
  key: { readonly arn: string } | undefined,
  service: string,
  actions: readonly string[],
): readonly Statement[] {
  if (!key) return [];
  const conditions = { StringLike: { "kms:ViaService": `${service}.*.amazonaws.com` } };
  return [{ actions, resources: [key.arn], conditions }];
}

/** Returns the error of a route with a method that does not suit the call. */
export function validateRouteMethod(
  { key }: ServiceRoute,
  call: string,
  methods: readonly Method[],
): string[] {
  if (methods.includes(key.method)) return [];
  return [`has the method ${key.method}; expected ${methods.join(" or ")} for ${call}.`];
}
