export {
  type AuthorizationRequest,
  type AuthorizationResult,
  type Denied,
  routeArnOf,
} from "./core/authorization-types";
export { formatRequest } from "./core/request-record";
export { Gateway, HTTP_API_EVENTS } from "./http-api/gateway";
