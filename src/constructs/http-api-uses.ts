import { canUseUnsupportedFeature, findUnsupportedUses } from "#aws";
import {
  DefaultTokenResolver,
  type IConstruct,
  StringConcat,
  TerraformElement,
  TerraformResource,
  TerraformStack,
  Tokenization,
} from "./cdktf";

/** Resource with the arguments that synthesis writes. */
interface WrittenResource {
  readonly construct: TerraformResource;
  readonly stack: TerraformStack;
  /** Terraform address, such as `aws_apigatewayv2_api.api`. */
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Returns the errors of all resources that enable a feature which AWS rejects for HTTP APIs, by construct. The Terraform
 * is checked, because such a resource is declared with the classes of CDKTF.
 */
export function findUnsupportedResources(app: IConstruct): ReadonlyMap<IConstruct, readonly string[]> {
  const resources = app.node.findAll().filter(isResource);
  const candidates = resources.filter(({ terraformResourceType: type }) => canUseUnsupportedFeature(type));
  if (candidates.length === 0) return new Map();
  const apis = resources
    .filter(({ terraformResourceType: type }) => /^aws_apigatewayv2_(api|stage)$/.test(type))
    .map(readResource);
  return new Map(
    candidates.map((construct) => {
      const resource = readResource(construct);
      const type = construct.terraformResourceType;
      return [
        construct,
        findUnsupportedUses({ ...resource, type }, (value) => findApi(apis, resource, value)),
      ];
    }),
  );
}

function isResource(construct: IConstruct): construct is TerraformResource {
  return TerraformElement.isTerraformElement(construct) && TerraformResource.isTerraformResource(construct);
}

function readResource(construct: TerraformResource): WrittenResource {
  const { friendlyUniqueId: name, terraformResourceType: type } = construct;
  const stack = TerraformStack.of(construct);
  const resolver = new DefaultTokenResolver(new StringConcat());
  const json = Tokenization.resolve(construct.toTerraform(), { scope: stack, resolver, preparing: false });
  return { construct, stack, address: `${type}.${name}`, values: json.resource[type][name] };
}

/** Returns the path of the HTTP API that a value refers to, directly or through a stage of the API. */
function findApi(
  resources: readonly WrittenResource[],
  { stack }: WrittenResource,
  value: unknown,
): string | undefined {
  const [address] = /\baws_apigatewayv2_(?:api|stage)\.[\w-]+/.exec(JSON.stringify(value) ?? "") ?? [];
  const matches = resources.filter((resource) => resource.address === address);
  const referenced = matches.find((resource) => resource.stack === stack) ?? matches[0];
  if (!referenced) return undefined;
  const { values, construct } = referenced;
  if (values.protocol_type === undefined) return findApi(resources, referenced, values.api_id);
  return values.protocol_type === "HTTP" ? construct.node.path.replace(/\/Default$/, "") : undefined;
}
