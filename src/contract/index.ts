export { type Access, type BodyOf, type ParametersOf, type Route, type RoutePromise, route } from "./route";
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
