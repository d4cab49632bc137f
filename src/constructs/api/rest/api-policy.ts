import { REST_API_QUOTAS } from "#aws";
import { type ApiGatewayRestApi, ApiGatewayRestApiPolicy, type Construct, Token } from "../../cdktf";
import { CONDITIONS, CONDITIONS_EXAMPLE } from "../../iam/conditions";
import { resourcePolicy } from "../../iam/policy";
import { listRule, literalRule, objectRule, oneOf } from "../../prop-rules";
import type { PropRule, PropRules } from "../../props";
import { expression, isToken, terraformList } from "../../tokens";
import { PATHS, PRINCIPALS } from "./api-policy-rules";

/**
 * Statement of the resource policy of a REST API: the callers that can send requests, or cannot.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export interface ApiPolicyStatement {
  /** Default: `Allow`. A `Deny` takes precedence over each `Allow`. */
  readonly effect?: "Allow" | "Deny";
  /** ARNs of IAM users and roles, and account IDs. Default: `["*"]`, any caller, also without AWS credentials. */
  readonly principals?: readonly string[];
  /** Stage, method and path of the requests: `*\/GET/products/*`. Default: `["*"]`, all requests. */
  readonly paths?: readonly string[];
  /** Conditions by operator and key: `{ IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } }`. Default: none. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const STATEMENT: PropRules<ApiPolicyStatement> = {
  effect: oneOf(["Allow", "Deny"]),
  principals: PRINCIPALS,
  paths: PATHS,
  conditions: CONDITIONS,
};

/** Rule of a prop with the statements of a resource policy. */
export const API_POLICY: PropRule = literalRule(
  listRule(
    objectRule(STATEMENT, `{ conditions: ${CONDITIONS_EXAMPLE} }`),
    "a list of statements",
    `[{ conditions: ${CONDITIONS_EXAMPLE} }]`,
  ),
);

/** Settings of the resource policy of an API. */
interface PolicySettings {
  readonly policy?: readonly ApiPolicyStatement[];
  /** VPC endpoints through which requests can arrive. Default: any. */
  readonly vpcEndpoints?: readonly string[];
}

/**
 * Creates the resource policy of an API, if it has one. A private API always has one, because API Gateway rejects its
 * deployment without a policy. The policy denies the requests that do not come from the VPC endpoints of the API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
 */
export function createApiPolicy(
  scope: Construct,
  api: ApiGatewayRestApi,
  { policy, vpcEndpoints }: PolicySettings,
): ApiGatewayRestApiPolicy | undefined {
  if (policy === undefined && vpcEndpoints === undefined) return undefined;
  const statements: readonly ApiPolicyStatement[] = [
    ...(policy ?? [{}]),
    ...(vpcEndpoints ? [denyOtherEndpoints(vpcEndpoints)] : []),
  ];
  return new ApiGatewayRestApiPolicy(scope, "policy", {
    restApiId: api.id,
    policy: resourcePolicy(statements.map((statement) => toIamStatement(statement, api.executionArn))),
  });
}

function denyOtherEndpoints(vpcEndpoints: readonly string[]): ApiPolicyStatement {
  return { effect: "Deny", conditions: { StringNotEquals: { "aws:SourceVpce": vpcEndpoints } } };
}

function toIamStatement(
  { effect = "Allow", principals, paths = ["*"], conditions }: ApiPolicyStatement,
  executionArn: string,
): object {
  return {
    Effect: effect,
    Principal: principals === undefined ? "*" : { AWS: terraformList(principals) },
    Action: "execute-api:Invoke",
    Resource: addPrefix(`${executionArn}/`, terraformList(paths)),
    Condition: conditions,
  };
}

/** Adds a prefix to each path. Terraform adds it if the list is known only to Terraform. */
function addPrefix(prefix: string, paths: readonly string[]): string[] {
  if (isToken(paths)) return Token.asList(expression`[for path in ${paths} : join("", [${prefix}, path])]`);
  return paths.map((path) => `${prefix}${path}`);
}

/** Returns the errors of a resource policy. */
export function validateApiPolicy(policy: readonly ApiPolicyStatement[] | undefined): string[] {
  if (policy === undefined) return [];
  return [
    ...(policy.some(({ effect = "Allow" }) => effect === "Allow")
      ? []
      : ["policy allows no request, so API Gateway denies all. Add a statement that allows requests."]),
    ...validateSize(policy),
  ];
}

/** ARN in the Region with the shortest name. The size of a policy with the real ARN is at least as large. */
const SHORTEST_ARN = "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5";

function validateSize(policy: readonly ApiPolicyStatement[]): string[] {
  const max = REST_API_QUOTAS.policyBytes;
  const statements = policy.map((statement) => toIamStatement(statement, SHORTEST_ARN));
  const size = Buffer.byteLength(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
  if (size <= max) return [];
  return [`policy has at least ${size} bytes; the maximum is ${max}. Use fewer statements or shorter lists.`];
}
