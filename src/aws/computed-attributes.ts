import { createHash } from "node:crypto";
import { ownValue } from "#own-value";
import { API_GATEWAY_ATTRIBUTES } from "./attributes/api-gateway";
import { COGNITO_ATTRIBUTES } from "./attributes/cognito";
import { DATA_SOURCES } from "./attributes/data-sources";
import { DATA_STORES_ATTRIBUTES } from "./attributes/data-stores";
import { FILE_ATTRIBUTES } from "./attributes/files";
import { IAM_ATTRIBUTES } from "./attributes/iam";
import { LAMBDA_ATTRIBUTES } from "./attributes/lambda";
import { MESSAGING_AND_LOGS_ATTRIBUTES } from "./attributes/messaging-and-logs";
import { RANDOM_ATTRIBUTES } from "./attributes/random";
import type { ComputedType, ComputedTypes, ResourceContext } from "./attributes/resource-context";
import { REST_API_ATTRIBUTES } from "./attributes/rest-api";
import { REST_API_KEYS_AND_DOMAINS_ATTRIBUTES } from "./attributes/rest-api-keys-and-domains";
import { TIME_ATTRIBUTES } from "./attributes/time";
import { TLS_ATTRIBUTES, TLS_DATA_ATTRIBUTES } from "./attributes/tls";
import { WAF_ATTRIBUTES } from "./attributes/waf";
import { ACCOUNT_ID } from "./local-account";

/** Attributes that AWS computes, by resource type. */
export const COMPUTED_RESOURCES: ComputedTypes = {
  ...API_GATEWAY_ATTRIBUTES,
  ...COGNITO_ATTRIBUTES,
  ...DATA_STORES_ATTRIBUTES,
  ...IAM_ATTRIBUTES,
  ...LAMBDA_ATTRIBUTES,
  ...MESSAGING_AND_LOGS_ATTRIBUTES,
  ...REST_API_ATTRIBUTES,
  ...REST_API_KEYS_AND_DOMAINS_ATTRIBUTES,
  ...WAF_ATTRIBUTES,
};

/** Attributes that the utility providers of HashiCorp, such as `random`, compute, by resource type. */
const UTILITY_RESOURCES: ComputedTypes = {
  ...FILE_ATTRIBUTES,
  ...RANDOM_ATTRIBUTES,
  ...TIME_ATTRIBUTES,
  ...TLS_ATTRIBUTES,
};

/** Configured resource or data source. */
export interface ConfiguredResource {
  /** Terraform type: `aws_lambda_function`. */
  readonly type: string;
  /** Returns the Region of the provider. The argument `region` of the resource overrides it. */
  readonly region: () => string;
  /** Returns the value of an argument; `undefined` or null if it is not set. */
  readonly argument: (name: string) => unknown;
  /** Returns the URL of an HTTP API, by its ID. Default: the URL that the API has on AWS. */
  readonly endpointOf?: (apiId: string) => string | undefined;
  /** Returns true for the ID of a WebSocket API. Default: an API of unknown kind is an HTTP API. */
  readonly isWebSocketApi?: (apiId: string) => boolean;
}

/**
 * Computes an attribute that AWS assigns when it creates a resource, such as an ID, an ARN or a URL. The value is
 * fake, but it has the format of AWS. The offline plan and the local gateway both use this function, so they
 * agree on every ID and ARN.
 *
 * @returns `undefined` for an attribute that is not in {@link COMPUTED_RESOURCES}. The only exception is `id`, which
 * every resource has
 */
export function computeResourceAttribute(resource: ConfiguredResource, attribute: string): unknown {
  const { type } = resource;
  const attributes = ownValue(COMPUTED_RESOURCES, type) ?? ownValue(UTILITY_RESOURCES, type) ?? UNLISTED;
  return compute(resource, attribute, attributes);
}

/**
 * Computes an attribute of a data source whose values are known without AWS, such as `aws_caller_identity`.
 *
 * @returns `undefined` for an attribute that only AWS knows
 */
export function computeDataAttribute(dataSource: ConfiguredResource, attribute: string): unknown {
  const type = ownValue(DATA_SOURCES, dataSource.type) ?? ownValue(TLS_DATA_ATTRIBUTES, dataSource.type);
  return type && compute(dataSource, attribute, type);
}

/**
 * Attributes of a type that is not in {@link COMPUTED_RESOURCES}. One or more of these arguments usually identify
 * a resource of such a type.
 */
const UNLISTED: ComputedType = {
  identifiedBy: ["name", "name_prefix", "identifier", "domain_name", "arn", "url"],
  attributes: { id: ({ token }) => token(10) },
};

function compute(
  { type, region, argument, endpointOf, isWebSocketApi }: ConfiguredResource,
  attribute: string,
  { identifiedBy, attributes }: ComputedType,
): unknown {
  const ownRegion = String(argument("region") ?? region());
  const context: ResourceContext = {
    region: ownRegion,
    account: ACCOUNT_ID,
    value: (name) => argument(name) ?? ownValue(attributes, name)?.(context),
    text: (name) => String(context.value(name) ?? ""),
    token: (length) => {
      const identity = identifiedBy.map((name) => argument(name) ?? null);
      return fakeId(JSON.stringify([type, ownRegion, ...identity], bigintToText), length);
    },
    endpointOf: (apiId) => endpointOf?.(apiId) ?? `https://${apiId}.execute-api.${ownRegion}.amazonaws.com`,
    isWebSocketApi: (apiId) => isWebSocketApi?.(apiId) ?? false,
  };
  // Every resource of AWS has the attribute `region` since version 6 of its provider.
  if (attribute === "region" && type.startsWith("aws_"))
    return ownValue(attributes, attribute)?.(context) ?? ownRegion;
  return ownValue(attributes, attribute)?.(context);
}

/** Converts a 64-bit integer, which JSON cannot represent, to a string. */
function bigintToText(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** Characters of the IDs that AWS assigns, such as `a1b2c3d4e5` for an API. */
const CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Returns a fake ID in the format of AWS: lowercase letters and digits. Equal seeds give equal IDs on every
 * computer.
 *
 * @param seed text that identifies the resource
 * @param length number of characters
 */
export function fakeId(seed: string, length: number): string {
  const bytes = createHash("shake256", { outputLength: length }).update(seed).digest();
  return Array.from(bytes, (byte) => CHARACTERS[byte % CHARACTERS.length]).join("");
}
