import { canUseUnsupportedFeature, findUnsupportedUses } from "#aws";
import type { IConstruct } from "./cdktf";
import { listResources, type StackResource } from "./checks";
import { resolveTokens } from "./tokens";

/**
 * Returns the errors of all resources that enable a feature which AWS rejects for HTTP APIs, by construct. The check
 * reads the Terraform, because such resources are declared with the classes of CDKTF.
 */
export function findUnsupportedResources(app: IConstruct): ReadonlyMap<IConstruct, readonly string[]> {
  const resources = listResources(app);
  const candidates = resources.filter(({ type }) => canUseUnsupportedFeature(type));
  return new Map(
    candidates.map((resource) => {
      // Resolve only the tokens in a reference, because resolving all tokens would make synthesis much slower.
      const apiOf = (reference: unknown) => findApi(resources, resource, reference);
      return [resource.construct, findUnsupportedUses(resource, apiOf)];
    }),
  );
}

/** Returns the path of the HTTP API that a value refers to, directly or through a stage of the API. */
function findApi(
  resources: readonly StackResource[],
  from: StackResource,
  value: unknown,
): string | undefined {
  const address = findAddress(from, value);
  const matches = resources.filter((resource) => address === resource.address);
  const { cdktfStack: stack } = from.construct;
  const referenced = matches.find(({ construct }) => construct.cdktfStack === stack) ?? matches[0];
  if (!referenced) return undefined;
  const { protocol_type: protocol, api_id: apiId } = referenced.values;
  const others = resources.filter((resource) => resource !== referenced);
  if (protocol === undefined) return findApi(others, referenced, apiId);
  return protocol === "HTTP" ? referenced.construct.node.path.replace(/\/Default$/, "") : undefined;
}

/** Returns the Terraform address of the first API or stage in a value, such as `aws_apigatewayv2_api.api`. */
function findAddress({ construct }: StackResource, value: unknown): string | undefined {
  const resolved = resolveTokens(construct.cdktfStack, value);
  return /\baws_apigatewayv2_(?:api|stage)\.[\w-]+/.exec(JSON.stringify(resolved) ?? "")?.[0];
}
