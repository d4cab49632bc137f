import { findUnsupportedUses } from "#aws";
import type { Body } from "./configuration";
import type { ResolvedResource, ResolvedStack } from "./resolved-stack";
import { UnknownValue } from "./unknown-value";

/** Resource that AWS rejects, with the errors of its arguments. */
export interface RejectedResource {
  /** Terraform address, such as `aws_wafv2_web_acl_association.waf`. */
  readonly address: string;
  readonly errors: readonly string[];
}

/** Returns the resources that enable a feature which AWS rejects for HTTP APIs. */
export function findRejectedResources(stack: ResolvedStack): readonly RejectedResource[] {
  const apis = stack
    .ofType("aws_apigatewayv2_api")
    .filter(({ values }) => values.protocol_type === "HTTP")
    .map((api) => ({ address: api.address, identifiers: listIdentifiers(stack, api) }));
  // Evaluating the arguments of all resources takes long in a large stack.
  if (apis.length === 0) return [];
  const rejected = stack.resources.map(({ address, type, values }) => ({
    address,
    errors: findUnsupportedUses(
      { type, values: withoutUnknown(values) },
      (value) => apis.find(({ identifiers }) => identifiers.some((text) => contains(value, text)))?.address,
    ),
  }));
  return rejected.filter(({ errors }) => errors.length > 0);
}

/** Returns the texts by which other resources refer to an API: its ID, and the ARNs of its stages. */
function listIdentifiers({ ofType }: ResolvedStack, api: ResolvedResource): readonly string[] {
  const id = api.attribute("id");
  const stages = ofType("aws_apigatewayv2_stage").filter(({ values }) => values.api_id === id);
  const identifiers = [id, api.attribute("arn"), ...stages.map((stage) => stage.attribute("arn"))];
  return identifiers.filter((text) => typeof text === "string" && text !== "") as string[];
}

/** Returns a copy of the arguments without unknown values, because an unknown value may be allowed. */
function withoutUnknown(values: Body): Body {
  const known = Object.entries(values).map(([name, value]) => [name, removeUnknown(value)]);
  return Object.fromEntries(known);
}

function removeUnknown(value: unknown): unknown {
  if (value instanceof UnknownValue) return undefined;
  if (Array.isArray(value)) return value.map(removeUnknown);
  return value === null || typeof value !== "object" ? value : withoutUnknown(value as Body);
}

/** Returns true if a value contains a text, at any depth. */
function contains(value: unknown, text: string): boolean {
  if (typeof value === "string") return value.includes(text);
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some((item) => contains(item, text));
}
