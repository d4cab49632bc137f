import { type IConstruct, TerraformElement, TerraformResource } from "./cdktf";

/** Returns the resources of a construct and of all constructs in it. */
export function listResources(scope: IConstruct): TerraformResource[] {
  return scope.node.findAll().filter(isResource);
}

function isResource(construct: IConstruct): construct is TerraformResource {
  return TerraformElement.isTerraformElement(construct) && TerraformResource.isTerraformResource(construct);
}

/** Returns the arguments of a resource as synthesis writes them, with unresolved tokens. */
export function readArguments(construct: TerraformResource): Readonly<Record<string, unknown>> {
  return construct.toTerraform().resource[construct.terraformResourceType][construct.friendlyUniqueId];
}

/** Returns the Terraform address of a resource, such as `aws_lambda_function.health`. */
export function terraformAddress({
  terraformResourceType: type,
  friendlyUniqueId: name,
}: TerraformResource): string {
  return `${type}.${name}`;
}
