import { canUseUnsupportedFeature, findUnsupportedUses } from "#aws";
import type { IConstruct, TerraformResource } from "./cdktf";
import { listResources, readArguments, terraformAddress } from "./resource-arguments";
import { resolveTokens } from "./tokens";

/**
 * Returns the errors of all resources that enable a feature which AWS rejects for HTTP APIs, by construct. The check
 * reads the Terraform, because such resources are declared with the classes of CDKTF.
 */
export function findUnsupportedResources(app: IConstruct): ReadonlyMap<IConstruct, readonly string[]> {
  const resources = listResources(app);
  const candidates = resources.filter(({ terraformResourceType: type }) => canUseUnsupportedFeature(type));
  return new Map(
    candidates.map((construct) => {
      const type = construct.terraformResourceType;
      const values = readArguments(construct);
      // Resolve only the tokens in a reference, because resolving all tokens would make synthesis much slower.
      const apiOf = (reference: unknown) => findApi(resources, construct, reference);
      return [construct, findUnsupportedUses({ type, values }, apiOf)];
    }),
  );
}

/** Returns the path of the HTTP API that a value refers to, directly or through a stage of the API. */
function findApi(
  resources: readonly TerraformResource[],
  from: TerraformResource,
  value: unknown,
): string | undefined {
  const address = findAddress(from, value);
  const matches = resources.filter((resource) => address === terraformAddress(resource));
  const referenced = matches.find(({ cdktfStack }) => cdktfStack === from.cdktfStack) ?? matches[0];
  if (!referenced) return undefined;
  const { protocol_type: protocol, api_id: apiId } = readArguments(referenced);
  const others = resources.filter((resource) => resource !== referenced);
  if (protocol === undefined) return findApi(others, referenced, apiId);
  return protocol === "HTTP" ? referenced.node.path.replace(/\/Default$/, "") : undefined;
}

/** Returns the Terraform address of the first API or stage in a value, such as `aws_apigatewayv2_api.api`. */
function findAddress({ cdktfStack: scope }: TerraformResource, value: unknown): string | undefined {
  const resolved = resolveTokens(scope, value);
  return /\baws_apigatewayv2_(?:api|stage)\.[\w-]+/.exec(JSON.stringify(resolved) ?? "")?.[0];
}
