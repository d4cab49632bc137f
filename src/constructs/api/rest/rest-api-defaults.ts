import { ACCOUNT_THROTTLE } from "#aws";
import type { Construct } from "../../cdktf";
import { DEFAULT_LOG_RETENTION_DAYS } from "../../log-group";
import { physicalName } from "../../names";
import { terraformList, terraformMap } from "../../tokens";
import { knownAtSynth, WRITE_MEMBERS_FIX } from "../../validation";
import { encodeCors } from "../common/cors";
import { schemaConverter } from "../common/openapi-document";
import { withCanaryDefaults } from "./canary";
import type { RestApiProps } from "./rest-api-props";
import { withSamplingDefaults } from "./trace-sampling";

/** Options of a REST API with their defaults. */
export type RestApiSettings = ReturnType<typeof withRestApiDefaults>;

/**
 * Returns the options of a REST API with their defaults. An option that synthesis must know is left out if it has a token,
 * and reported.
 */
export function withRestApiDefaults(scope: Construct, props: RestApiProps) {
  const cors = knownAtSynth(scope, "cors", props.cors, WRITE_MEMBERS_FIX);
  const openApi = knownAtSynth(scope, "openApi", props.openApi, WRITE_MEMBERS_FIX);
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    stageName: props.stageName ?? "live",
    apiKeyRequired: props.apiKeyRequired ?? false,
    apiKeySource: knownAtSynth(scope, "apiKeySource", props.apiKeySource) ?? "header",
    cors: cors && encodeCors(cors),
    gatewayResponses:
      knownAtSynth(scope, "gatewayResponses", props.gatewayResponses, WRITE_MEMBERS_FIX) ?? {},
    endpoint: knownAtSynth(scope, "endpoint", props.endpoint) ?? "REGIONAL",
    vpcEndpoints: props.vpcEndpoints && terraformList(props.vpcEndpoints),
    policy: knownAtSynth(scope, "policy", props.policy, WRITE_MEMBERS_FIX),
    binaryTypes: props.binaryTypes && terraformList(props.binaryTypes),
    stageVariables: props.stageVariables && terraformMap(props.stageVariables),
    tracing: props.tracing ?? true,
    traceSampling: withSamplingDefaults(
      scope,
      knownAtSynth(scope, "traceSampling", props.traceSampling, WRITE_MEMBERS_FIX),
    ),
    openApi,
    convert: schemaConverter(scope, openApi),
    logEncryptionKey: knownAtSynth(scope, "logEncryptionKey", props.logEncryptionKey, WRITE_MEMBERS_FIX),
    tags: props.tags && terraformMap(props.tags),
    validate: knownAtSynth(scope, "validate", props.validate),
    // If the limits were omitted, AWS would keep earlier limits.
    throttle: props.throttle ?? ACCOUNT_THROTTLE,
    cache: knownAtSynth(scope, "cache", props.cache, WRITE_MEMBERS_FIX),
    canary: withCanaryDefaults(knownAtSynth(scope, "canary", props.canary, WRITE_MEMBERS_FIX)),
    detailedMetrics: props.detailedMetrics ?? false,
    clientCertificate: knownAtSynth(scope, "clientCertificate", props.clientCertificate) ?? false,
    executionLogs: knownAtSynth(scope, "executionLogs", props.executionLogs),
    logRetentionDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
  };
}
