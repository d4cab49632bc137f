import { findEncodedSegment, parseRouteKey } from "#aws";
import { ownValue } from "#own-value";
import type { ResolvedResource, ResolvedStack } from "#terraform";
import type { Model, StageModel } from "./model";
import { isSet, type ReaderContext } from "./reader-context";

/** Kind of resource that has no effect locally. */
interface UnsupportedKind {
  /** Word before the name of the resource: `domain`. */
  readonly noun: string;
  /** Argument with the name of the resource on AWS. If it is not set or unknown, the name in Terraform is used. */
  readonly nameArgument?: string;
  /** Reason or alternative. */
  readonly reason: string;
}

const USE_LOCAL_URL = "use the local URL of the API";

/**
 * Resource types that the local gateway ignores. No request to the local URL of an API uses such a resource, so the
 * resource causes a warning instead of an error. A mapping has the noun and the name of its domain, so that both cause
 * one warning. A domain of a REST API is served, and causes no warning.
 */
const NOT_EMULATED: Readonly<Record<string, UnsupportedKind>> = {
  aws_apigatewayv2_domain_name: { noun: "domain", nameArgument: "domain_name", reason: USE_LOCAL_URL },
  aws_apigatewayv2_api_mapping: { noun: "domain", nameArgument: "domain_name", reason: USE_LOCAL_URL },
  aws_api_gateway_domain_name: { noun: "domain", nameArgument: "domain_name", reason: USE_LOCAL_URL },
  aws_api_gateway_base_path_mapping: { noun: "domain", nameArgument: "domain_name", reason: USE_LOCAL_URL },
  aws_wafv2_web_acl_association: {
    noun: "web ACL association",
    reason: "requests are not filtered locally",
  },
  aws_lambda_event_source_mapping: {
    noun: "event source mapping",
    reason: "queues and streams are not polled locally",
  },
  aws_lambda_function_url: { noun: "function URL", reason: "call the function through its API" },
  aws_cloudwatch_event_rule: {
    noun: "event rule",
    nameArgument: "name",
    reason: "events and schedules do not fire locally",
  },
  aws_scheduler_schedule: {
    noun: "schedule",
    nameArgument: "name",
    reason: "schedules do not fire locally",
  },
};

/** Arguments of REST APIs that have no effect locally, by resource type, with the reason. */
const IGNORED_ARGUMENTS: Readonly<Record<string, readonly [argument: string, reason: string]>> = {
  aws_api_gateway_domain_name: ["mutual_tls_authentication", "no client certificate is required locally"],
};

/**
 * Returns one line for each part of a stack that has no effect locally. The CLI adds the prefix
 * `not emulated: `.
 */
export function findUnsupported({ stack }: ReaderContext, apis: Model["apis"]): readonly string[] {
  const served = listServedDomains(apis);
  const resources = stack.resources.flatMap((resource) => {
    const kind = ownValue(NOT_EMULATED, resource.type);
    if (kind === undefined) return [];
    const name = nameOf(stack, resource, kind);
    const isServed =
      kind.noun === "domain" && served.has(isMapping(resource) ? resource.address : name.toLowerCase());
    if (isServed) return [];
    return [`${kind.noun} ${name} (${kind.reason})`];
  });
  const ignored = Object.entries(IGNORED_ARGUMENTS).flatMap(([type, [argument, reason]]) =>
    stack
      .ofType(type)
      .filter(({ values }) => isSet(values[argument]))
      .map(({ address }) => `${address}: ${argument} (${reason})`),
  );
  const endpoints = [...stack.ofType("aws_apigatewayv2_api"), ...stack.ofType("aws_api_gateway_rest_api")]
    .filter(isEndpointDisabled)
    .map(({ address }) => `${address}: disable_execute_api_endpoint (ignored locally)`);
  const routes = stack.ofType("aws_apigatewayv2_route").flatMap(({ values: { route_key: key } }) => {
    const segment = typeof key === "string" ? findEncodedSegment(parseRouteKey(key)) : undefined;
    return segment === undefined ? [] : [`${key} (how API Gateway matches "${segment}" is unmeasured)`];
  });
  const canaries = apis.flatMap(({ stages }) => stages.flatMap(describeCanary));
  const modules = stack.modules.map((name) => `module.${name} (modules are not read)`);
  return [...new Set([...resources, ...ignored, ...canaries, ...endpoints, ...routes, ...modules])];
}

/** Describes the canary of a stage. Its deployment is not emulated, because a stack contains only its current routes. */
function describeCanary({ address, canary }: StageModel): string[] {
  if (!canary) return [];
  return [
    `${address}: deployment of the canary (${canary.percent} % of the requests use its variables; all requests use the same routes)`,
  ];
}

/** Returns the names of the domains of REST APIs in lower case, and the addresses of the mappings to REST APIs. */
function listServedDomains(apis: Model["apis"]): ReadonlySet<string> {
  const domains = apis.flatMap((api) =>
    api.kind === "REST" ? [...api.domains].map(([name, mappings]) => ({ api, name, mappings })) : [],
  );
  return new Set(
    domains.flatMap(({ api, name, mappings }) => [
      name,
      ...mappings.filter((mapping) => mapping.api === api.address).map(({ address }) => address),
    ]),
  );
}

function isMapping({ type }: ResolvedResource): boolean {
  return type.endsWith("_mapping");
}

function nameOf(stack: ResolvedStack, resource: ResolvedResource, kind: UnsupportedKind): string {
  const { noun, nameArgument = "" } = kind;
  // A mapping may refer to the ID of a domain, which is fake locally. The resource of the domain has its name.
  const referenced = resource.references(nameArgument).flatMap((address) => stack.find(address) ?? []);
  const named = referenced.find(({ type }) => ownValue(NOT_EMULATED, type)?.noun === noun) ?? resource;
  const configured = ownValue(named.values, nameArgument);
  return typeof configured === "string" && configured !== "" ? configured : named.name;
}

function isEndpointDisabled({ values }: ResolvedResource): boolean {
  return String(values.disable_execute_api_endpoint) === "true";
}
