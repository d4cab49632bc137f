import type { ResolvedResource } from "#terraform";
import type { DomainMapping, RestApiModel } from "./model";
import { readText } from "./read-value";
import { type ReaderContext, readOrExplain, refersTo, rejectCount, tryRead } from "./reader-context";

const REST_API = "aws_api_gateway_rest_api";

/** Types of the resources that map a custom domain to an API, with the arguments that have the path and the stage. */
const MAPPING_TYPES = [
  ["aws_api_gateway_base_path_mapping", "base_path", "stage_name"],
  ["aws_apigatewayv2_api_mapping", "api_mapping_key", "stage"],
] as const;

const DOMAIN_TYPES = ["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"];

/**
 * Reads the custom domains of REST APIs, by the domain name in lower case. A mapping can name a domain that another stack
 * declares. A domain that is only mapped to HTTP APIs is omitted, because it is not emulated.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
 */
export function readDomains(context: ReaderContext): RestApiModel["domains"] {
  const mappings = MAPPING_TYPES.flatMap((type) => readMappings(context, type));
  context.errors.add(...findDuplicates(mappings));
  const declared = context.stack
    .ofType("aws_api_gateway_domain_name")
    .flatMap((domain) => readKnown(context, () => readDomainName(context, rejectCount(domain))));
  const names = new Set([
    ...declared,
    ...mappings.filter(({ isRest }) => isRest).map(({ domainName }) => domainName),
  ]);
  return new Map([...names].map((name) => [name, mappings.filter(({ domainName }) => domainName === name)]));
}

/** Mapping with the name of its domain. */
interface NamedMapping extends DomainMapping {
  readonly domainName: string;
  /** True if the mapping belongs to a REST API of the stack. */
  readonly isRest: boolean;
}

/** Returns an error for each mapping whose domain has another mapping with the same path. AWS rejects it. */
function findDuplicates(mappings: readonly NamedMapping[]): readonly string[] {
  const isSame = (a: NamedMapping, b: NamedMapping) =>
    a.domainName === b.domainName && a.basePath === b.basePath;
  return mappings.flatMap((mapping) => {
    const first = mappings.find((other) => isSame(other, mapping));
    if (!first || first === mapping) return [];
    const { address, domainName, basePath } = mapping;
    return [
      `${address}: ${domainName} has the base path "${basePath}" twice; see ${first.address}. Remove one.`,
    ];
  });
}

function readMappings(
  context: ReaderContext,
  [type, pathArgument, stageArgument]: (typeof MAPPING_TYPES)[number],
): readonly NamedMapping[] {
  return context.stack.ofType(type).flatMap((resource) =>
    readKnown(context, () => {
      const api = findApi(context, rejectCount(resource));
      const path = readText(resource, pathArgument) ?? "";
      const mapping: DomainMapping = {
        address: resource.address,
        // The API also has the name "(none)" for an empty base path.
        basePath: path === "(none)" ? "" : path,
        stage: readText(resource, stageArgument) || undefined,
        api: api?.address,
      };
      return { ...mapping, domainName: readDomainName(context, resource), isRest: api?.type === REST_API };
    }),
  );
}

/**
 * Calls a function and returns a list with its result. The list is empty if the domain or the mapping is not emulated, for
 * example because its name is unknown. It is then listed with the resources that no route needs.
 */
function readKnown<Result>(context: ReaderContext, read: () => Result): readonly Result[] {
  const [known = []] = tryRead(context, () => {
    const result = readOrExplain(() => [read()]);
    return Array.isArray(result) ? result : [];
  });
  return known;
}

/** Returns the API of a mapping, or `undefined` if the stack does not declare it. */
function findApi({ stack }: ReaderContext, mapping: ResolvedResource): ResolvedResource | undefined {
  const apis = [REST_API, "aws_apigatewayv2_api"].flatMap((type) => stack.ofType(type));
  return apis.find((api) => refersTo(mapping, "api_id", api));
}

/**
 * Returns the name of a domain, or the name of the domain of a mapping. A mapping may refer to the ID of a domain, which is
 * fake locally. The resource of the domain has its name.
 */
function readDomainName({ stack }: ReaderContext, resource: ResolvedResource): string {
  const referenced = resource.references("domain_name").flatMap((address) => stack.find(address) ?? []);
  const domain = referenced.find(({ type }) => DOMAIN_TYPES.includes(type)) ?? resource;
  return (readText(domain, "domain_name") ?? "").toLowerCase();
}
