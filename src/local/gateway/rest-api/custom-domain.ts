import { type GatewayResponse, notEmulatedResponse } from "../../http/response";
import type { DomainMapping, RestApiModel } from "../../model/model";
import type { GatewayStep } from "../core/pipeline";
import type { RequestRecord } from "../core/request-record";
import { forbiddenResponse } from "./gateway-error";

/**
 * Creates the step that finds the mapping of a request to a custom domain. The header `Host` names the domain. A request
 * with any other host is a request to the URL of the API.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
 */
export function createDomainStep({ address, domains }: RestApiModel): GatewayStep {
  return {
    name: "custom domain",
    run(record) {
      const mappings = findDomain(domains, record.domainName.toLowerCase());
      if (!mappings) return undefined;
      const path = clientPath(record);
      if (HEALTH_CHECKS.includes(path)) return HEALTHY;
      const mapping = findMapping(mappings, path);
      if (!mapping) return forbiddenResponse(`${record.domainName} has no mapping for ${path}`);
      if (mapping.api !== address) return notEmulatedResponse(explainOtherApi(mapping));
      record.mapping = mapping;
      return undefined;
    },
  };
}

/** Returns the path of a request as the client sent it. Several slashes at its start count as one. */
export function clientPath({ request }: Pick<RequestRecord, "request">): string {
  return request.encodedPath.replace(/^\/+/, "/");
}

/** Returns the path of a request without the base path of its custom domain. */
export function pathBelowMapping(record: RequestRecord): string {
  const path = clientPath(record);
  const { basePath = "" } = record.mapping ?? {};
  return basePath === "" ? path : path.slice(basePath.length + 1);
}

/** Paths of custom domains that API Gateway itself responds to (api-gateway-known-issues). */
const HEALTH_CHECKS = ["/ping", "/sping"];

/** The body was measured (https://github.com/apex/up/issues/556). */
const HEALTHY: GatewayResponse = {
  status: 200,
  headers: [["content-type", "text/plain"]],
  body: Buffer.from("healthy"),
};

type Domains = RestApiModel["domains"];

/** Returns the mappings of a domain, or those of `*.example.com` for a domain directly below `example.com`. */
function findDomain(domains: Domains, name: string): readonly DomainMapping[] | undefined {
  return domains.get(name) ?? domains.get(name.replace(/^[^.]+/, "*"));
}

/** Returns the mapping with the longest base path that the path starts with. */
function findMapping(mappings: readonly DomainMapping[], path: string): DomainMapping | undefined {
  return mappings
    .filter(({ basePath }) => basePath === "" || `${path}/`.startsWith(`/${basePath}/`))
    .reduce<DomainMapping | undefined>(
      (longest, mapping) =>
        longest && longest.basePath.length >= mapping.basePath.length ? longest : mapping,
      undefined,
    );
}

function explainOtherApi({ address, api }: DomainMapping): string {
  return api === undefined
    ? `${address}: the API of the mapping is not in this stack.`
    : `${address}: the mapping belongs to ${api}. Send the request to the port of this API.`;
}
