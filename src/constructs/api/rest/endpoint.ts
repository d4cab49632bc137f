import { REST_API_QUOTAS } from "#aws";
import { ApiGatewayRestApi, type Construct, Token } from "../../cdktf";
import { expression, isUnresolved } from "../../tokens";
import { validateName, validateRange } from "../../validation";
import type { ApiKeySource } from "./api-key-required";

/** Types of the endpoint of a REST API. */
export const ENDPOINT_TYPES = ["REGIONAL", "EDGE", "PRIVATE"] as const;

/**
 * Type of the endpoint of a REST API. Callers reach a regional endpoint in the Region of the API, an edge-optimized
 * endpoint through CloudFront, and a private endpoint only from a VPC.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
 */
export type EndpointType = (typeof ENDPOINT_TYPES)[number];

/** Settings of the resource of an API. */
export interface EndpointSettings {
  readonly name: string;
  readonly description?: string;
  readonly apiKeySource: ApiKeySource;
  readonly endpoint: EndpointType;
  readonly vpcEndpoints?: readonly string[];
  readonly binaryTypes?: readonly string[];
  readonly minCompressionBytes?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Description that the AWS provider gives to other resources. */
const DEFAULT_DESCRIPTION = "Managed by Terraform";

/**
 * Creates the resource of an API. If its arguments were omitted, AWS would keep earlier values. The provider ignores an
 * empty description, so that the default is a text.
 */
export function createApiResource(scope: Construct, settings: EndpointSettings): ApiGatewayRestApi {
  const { name, description, endpoint, vpcEndpoints, binaryTypes = [], minCompressionBytes, tags } = settings;
  return new ApiGatewayRestApi(scope, "Default", {
    name,
    description: description || DEFAULT_DESCRIPTION,
    apiKeySource: settings.apiKeySource === "authorizer" ? "AUTHORIZER" : "HEADER",
    endpointConfiguration: { types: [endpoint], vpcEndpointIds: vpcEndpoints && [...vpcEndpoints] },
    binaryMediaTypes: [...binaryTypes],
    minimumCompressionSize: formatSize(minCompressionBytes),
    tags,
  });
}

/** Size with which responses are not compressed. */
const NO_COMPRESSION = -1;

/** Returns a size as a text, because the argument of Terraform is a string. */
function formatSize(bytes: number = NO_COMPRESSION): string {
  if (!isUnresolved(bytes)) return bytes.toString();
  return Token.asString(expression`tostring(${bytes})`);
}

/** Returns the errors of the endpoint of an API, and of the formats that it accepts. */
export function validateEndpoint(settings: EndpointSettings): string[] {
  const { binaryTypes = [], minCompressionBytes } = settings;
  return [
    ...validateVpcEndpoints(settings),
    ...binaryTypes.flatMap(validateMediaType),
    ...validateRange("minCompressionBytes", minCompressionBytes, {
      ...REST_API_QUOTAS.compressionBytes,
      unit: "bytes",
    }),
  ];
}

const VPC_ENDPOINT = {
  kind: "VPC endpoint",
  max: 255,
  pattern: /^vpce-[0-9a-z]+$/,
  characters: "an ID such as vpce-0123456789abcdef0",
  fix: "Correct it.",
};

function validateVpcEndpoints({ endpoint, vpcEndpoints = [] }: EndpointSettings): string[] {
  if (endpoint === "PRIVATE" && vpcEndpoints.length === 0) {
    return [
      'endpoint is "PRIVATE" and vpcEndpoints is empty, so the API denies every request. Add the ID of a VPC endpoint.',
    ];
  }
  if (endpoint !== "PRIVATE" && vpcEndpoints.length > 0) {
    return [
      `vpcEndpoints is set and endpoint is "${endpoint}"; only a private API has VPC endpoints. Set endpoint to "PRIVATE", or remove vpcEndpoints.`,
    ];
  }
  return vpcEndpoints.flatMap((id) => validateName(id, VPC_ENDPOINT));
}

function validateMediaType(type: string): string[] {
  if (isUnresolved(type) || /^[^\s/;]+\/[^\s/;]+$/.test(type)) return [];
  return [
    `binaryTypes has "${type}"; expected a media type without parameters, such as "image/png" or "*/*"`,
  ];
}
