import { arnRegion } from "#aws";
import type { MonitoredApi } from "../api/common/monitored-api";
import { AwsProvider, Construct, TerraformResource, TerraformStack } from "../cdktf";
import type { Table } from "../dynamodb/table";
import { isUnresolved } from "../tokens";

/**
 * Returns the errors of resources that are in another Region than the stack of a construct. CloudWatch and X-Ray store
 * data in the Region of the resource, so alarms and queries in another Region find no data.
 *
 * @param resources monitored resources by the name of their prop
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export function validateRegion(scope: Construct, resources: Readonly<Record<string, unknown>>): string[] {
  const stack = TerraformStack.of(scope);
  const region = stackRegion(stack);
  const rule = `the Region of the stack ${stack.node.path}, because its data is only in its own Region`;
  return Object.entries(resources).flatMap(([name, resource]) =>
    compareRegion(
      name,
      resource,
      region,
      (other) => `${rule}. Declare the construct in a stack of ${other}.`,
    ),
  );
}

/** Returns the errors of tables in another Region than the API. The graphs of a dashboard have the Region of the API. */
export function validateTableRegions(tables: readonly Table[], api: MonitoredApi): string[] {
  const region = resourceRegion(api.api);
  return Object.entries(tableResources(tables)).flatMap(([name, table]) =>
    compareRegion(name, table, region, () => "the Region of the API. Remove the table from this dashboard."),
  );
}

/** Returns the resources of tables by their position in the prop `tables`. */
export function tableResources(tables: readonly Table[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(tables.map(({ table }, index) => [`tables[${index}]`, table]));
}

/** @param explain returns the rule and the fix, for the Region of the resource */
function compareRegion(
  name: string,
  resource: unknown,
  region: string | undefined,
  explain: (other: string) => string,
): string[] {
  const other = resourceRegion(resource);
  if (region === undefined || other === undefined || region === other) return [];
  return [`${name} is in the Region ${other}; expected ${region}, ${explain(other)}`];
}

/** Returns the Region of a resource or of a reference with an ARN. Undefined if only Terraform knows it. */
function resourceRegion(resource: unknown): string | undefined {
  if (!Construct.isConstruct(resource)) return referenceRegion(Object(resource).arn);
  if (!TerraformResource.isTerraformResource(resource)) return undefined;
  const { regionInput } = resource as { readonly regionInput?: string };
  if (regionInput !== undefined) return known(regionInput);
  const { provider } = resource;
  return provider === undefined ? stackRegion(TerraformStack.of(resource)) : providerRegion(provider);
}

/** Returns the Region of the AWS provider without an alias, which resources use by default. */
function stackRegion(stack: TerraformStack): string | undefined {
  const provider = stack
    .allProviders()
    .find((each) => each instanceof AwsProvider && each.alias === undefined);
  return providerRegion(provider);
}

function providerRegion(provider: unknown): string | undefined {
  return provider instanceof AwsProvider ? known(provider.region) : undefined;
}

function referenceRegion(arn: unknown): string | undefined {
  return typeof arn === "string" && !isUnresolved(arn) ? arnRegion(arn) : undefined;
}

function known(region: string | undefined): string | undefined {
  return isUnresolved(region) ? undefined : region;
}
