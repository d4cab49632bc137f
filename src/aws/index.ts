export { needsEveryResource } from "./account-wide-actions";
export { arnRegion, isArn } from "./arn";
export { formattedValue } from "./attribute-formats";
export { DATA_SOURCES } from "./attributes/data-sources";
export { PERMISSION_ARGUMENTS } from "./attributes/lambda";
export { timeParts } from "./attributes/time";
export {
  COMPUTED_RESOURCES,
  type ConfiguredResource,
  computeDataAttribute,
  computeResourceAttribute,
  fakeId,
} from "./computed-attributes";
export { type EventBody, encodeEventBody } from "./event-body";
export { type RouteArnParts, routeArn } from "./execute-api-arn";
export { fakeOutput } from "./fake-output";
export { GATEWAY_ERROR_STATUS } from "./gateway-errors";
export { canUseUnsupportedFeature, findUnsupportedUses, UNSUPPORTED_FEATURES } from "./http-api-features";
export { deprecationDate } from "./lambda-runtimes";
export {
  ACCOUNT_ID,
  type Credentials,
  FUNCTION_CREDENTIALS,
  functionOfToken,
  LOCAL_CREDENTIALS,
  ownsSessionToken,
  sessionTokenOf,
} from "./local-account";
export { MANAGED_RULE_GROUPS } from "./managed-rule-groups";
export {
  ACCOUNT_THROTTLE,
  COGNITO_QUOTAS,
  DYNAMODB_QUOTAS,
  HTTP_API_QUOTAS,
  LAMBDA_QUOTAS,
  LOG_EVENT_BYTES,
  MONITORING_QUOTAS,
  REST_API_QUOTAS,
  ROLE_SESSION_SECONDS,
  SECRETS_MANAGER_QUOTAS,
  SIGV4_LIMITS,
  SSM_QUOTAS,
  WAF_QUOTAS,
  WEBSOCKET_API_QUOTAS,
} from "./quotas";
export { RESERVED_AWS_HEADERS, RESERVED_HEADERS } from "./reserved-headers";
export {
  findEncodedSegment,
  METHODS,
  type Method,
  type PathParameters,
  parameterNames,
  parseRouteKey,
  type RouteKey,
  type RouteKeyText,
  type Segment,
} from "./route-key";
export { parseSelectionParts, type SelectionPart, selectedField } from "./selection-expression";
export { isWebSocketIdentitySource, isWebSocketRouteKey, PREDEFINED_ROUTE_KEYS } from "./web-socket-routes";
