export { type RouteArnParts, routeArn } from "./arns";
export { DATA_SOURCES } from "./attributes/data-sources";
export {
  COMPUTED_RESOURCES,
  type ConfiguredResource,
  computeDataAttribute,
  computeResourceAttribute,
  fakeId,
} from "./computed-attributes";
export { ACCOUNT_ID, type Credentials, FUNCTION_CREDENTIALS, LOCAL_CREDENTIALS } from "./local-account";
export {
  METHODS,
  type Method,
  type PathParameters,
  parameterNames,
  parseRouteKey,
  type RouteKey,
  type RouteKeyText,
  type Segment,
} from "./route-key";
