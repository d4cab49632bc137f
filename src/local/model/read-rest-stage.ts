import { ACCOUNT_THROTTLE } from "#aws";
import type { ResolvedResource } from "#terraform";
import type { StageModel } from "./model";
import { readAttribute, readText, readTextMap } from "./read-value";
import { type ReaderContext, readOptional } from "./reader-context";
import { readBlock } from "./resolved-block";

/**
 * Reads an `aws_api_gateway_stage`. The stage has the current methods of the stack, because only AWS knows the methods
 * at the time of the deployment.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_stage
 */
export function readRestStage(context: ReaderContext, resource: ResolvedResource): StageModel {
  const optional = <Value>(read: () => Value) => readOptional(context, read);
  return {
    ...createStage(resource, optional(() => readTextMap(resource, "variables")) ?? {}),
    accessLogFormat: optional(() => readBlock(resource, "access_log_settings")?.text("format")),
    deploymentId: optional(() => readText(resource, "deployment_id")) ?? "",
  };
}

/**
 * Reads the stage that an `aws_api_gateway_deployment` with a `stage_name` creates. Version 6 of the AWS provider has no
 * such argument.
 */
export function readDeploymentStage(context: ReaderContext, resource: ResolvedResource): StageModel {
  const variables = readOptional(context, () => readTextMap(resource, "variables")) ?? {};
  return { ...createStage(resource, variables), deploymentId: readAttribute(resource, "id") };
}

function createStage(resource: ResolvedResource, variables: Readonly<Record<string, string>>): StageModel {
  return {
    address: resource.address,
    name: readText(resource, "stage_name") ?? "",
    variables,
    throttle: ACCOUNT_THROTTLE,
    routeThrottles: new Map(),
  };
}
