import { ACCOUNT_THROTTLE, fakeId } from "#aws";
import type { ResolvedResource } from "#terraform";
import { LocalError } from "./local-error";
import type { StageModel, ThrottleModel } from "./model";
import { readCanary } from "./read-canary";
import { type MethodSettingsResource, readMethodCaches } from "./read-rest-cache";
import { readBoolean, readText, readTextMap } from "./read-value";
import { type ReaderContext, readOptional, rejectCount, tryRead } from "./reader-context";
import { readBlock } from "./resolved-block";
import { ALL_METHODS_KEY } from "./rest-cache-model";

/**
 * Reads an `aws_api_gateway_stage`. The stage has the current methods of the stack, because only AWS knows the methods
 * at the time of the deployment.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_stage
 */
export function readRestStage(context: ReaderContext, resource: ResolvedResource): StageModel {
  const optional = <Value>(read: () => Value) => readOptional(context, read);
  const settings = listMethodSettings(context, resource);
  const stage: StageModel = {
    ...readThrottles(context, settings),
    ...createStage(resource, optional(() => readTextMap(resource, "variables")) ?? {}),
    accessLogFormat: optional(() => readBlock(resource, "access_log_settings")?.text("format")),
    deploymentId: toDeploymentId(resource, resource.values.deployment_id),
    isTraced: optional(() => readBoolean(resource, "xray_tracing_enabled")) ?? false,
    methodCaches: readMethodCaches(context, resource, settings),
  };
  const canary = readCanary(context, resource, stage);
  return canary ? { ...stage, canary, isCanary: false } : stage;
}

/**
 * Reads the stage that an `aws_api_gateway_deployment` with a `stage_name` creates. Version 6 of the AWS provider has no
 * such argument.
 */
export function readDeploymentStage(context: ReaderContext, resource: ResolvedResource): StageModel {
  const variables = readOptional(context, () => readTextMap(resource, "variables")) ?? {};
  return {
    ...NO_THROTTLES,
    ...createStage(resource, variables),
    deploymentId: toDeploymentId(resource, resource.attribute("id")),
  };
}

/** Returns the ID of a deployment, or a made-up one if the ID depends on a value that only AWS knows, such as a trigger. */
function toDeploymentId({ address }: ResolvedResource, id: unknown): string {
  return typeof id === "string" ? id : fakeId(address, 6);
}

const STAGE_NAME = /^[\w-]{1,128}$/;

function createStage(resource: ResolvedResource, variables: Readonly<Record<string, string>>) {
  const name = readText(resource, "stage_name") ?? "";
  if (STAGE_NAME.test(name)) return { address: resource.address, name, variables };
  throw new LocalError([
    `${resource.address}: stage_name is "${name}"; expected 1 to 128 letters, digits, "_" and "-".`,
  ]);
}

/** Limits of a stage and of its methods, by route key. */
type Throttles = Pick<StageModel, "throttle" | "routeThrottles">;

const NO_THROTTLES: Throttles = { throttle: ACCOUNT_THROTTLE, routeThrottles: new Map() };

/** Returns each `aws_api_gateway_method_settings` of a stage. */
function listMethodSettings(
  context: ReaderContext,
  stage: ResolvedResource,
): readonly MethodSettingsResource[] {
  return context.stack
    .ofType("aws_api_gateway_method_settings")
    .filter((candidate) => isOfStage(candidate, stage))
    .flatMap((resource) => tryRead(context, () => ({ key: readMethodKey(rejectCount(resource)), resource })));
}

function isOfStage(settings: ResolvedResource, stage: ResolvedResource): boolean {
  const sameApi = settings.values.rest_api_id === stage.values.rest_api_id;
  return sameApi && settings.values.stage_name === stage.values.stage_name;
}

/** Returns the route key of a path, which is `pets/{id}/GET`, or `~1/GET` for the root resource. */
function readMethodKey(resource: ResolvedResource): string {
  const path = (readText(resource, "method_path") ?? "").replaceAll("~1", "/");
  const [, parent = "", method = ""] = /^\/?(.*)\/([^/]+)$/.exec(path) ?? [];
  return `${method} /${parent.replace(/^\//, "")}`;
}

/**
 * Reads the limits of a stage. The path of all methods sets the limits of the stage.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/api_gateway_method_settings
 */
function readThrottles(context: ReaderContext, settings: readonly MethodSettingsResource[]): Throttles {
  const limits = new Map(
    settings.flatMap(({ key, resource }) =>
      tryRead(context, (): [string, ThrottleModel] => [key, readMethodThrottle(resource)]),
    ),
  );
  return { throttle: limits.get(ALL_METHODS_KEY) ?? ACCOUNT_THROTTLE, routeThrottles: limits };
}

/** Returns the limits of a method. A limit of -1 means the limit of the account. */
function readMethodThrottle(resource: ResolvedResource): ThrottleModel {
  const settings = readBlock(resource, "settings");
  const limit = (name: string, fallback: number) => {
    const value = settings?.number(name) ?? -1;
    return value < 0 ? fallback : value;
  };
  return {
    rate: limit("throttling_rate_limit", ACCOUNT_THROTTLE.rate),
    burst: limit("throttling_burst_limit", ACCOUNT_THROTTLE.burst),
  };
}
