export { type RouteArnParts, routeArn } from "./arns";
export { computed, type Surroundings } from "./computed-attributes";
export { madeUpId } from "./fake-ids";
export { ACCOUNT_ID, type Credentials, LOCAL_CREDENTIALS } from "./local-account";
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
