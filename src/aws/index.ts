export { type RouteArnParts, routeArn } from "./arns";
export { computeAttribute, type EvaluationContext } from "./computed-attributes";
export { fakeId } from "./fake-ids";
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
