export type { AuthorizationResult, Denied } from "./core/authorization-result";
export { createRoutedStep, type RequiredAuthorization } from "./core/common-steps";
export { Gateway, type GatewayParts, type GatewayStep } from "./core/pipeline";
export { formatRequest, type RoutedRecord, routeArnOf } from "./core/request-record";
export { createRequestTrace, type RequestTrace } from "./core/request-trace";
export { createHttpApi, HTTP_API_EVENTS } from "./http-api/gateway";
export { createRestApi } from "./rest-api/gateway";
export { KeyUsage } from "./rest-api/key-usage";
export { ResponseCache } from "./rest-api/response-cache";
