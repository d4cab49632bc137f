export { type RenderedTemplate, TemplateError } from "#template";
export { type Assertions, assertions, type Shape, StackAssertionError } from "./assertions";
export { type GatewayRequestOptions, startGateway, type TestGateway } from "./gateway";
export { type InvokeRequest, invoke, type TestResponse } from "./invoke";
export { renderTemplate, type TemplateRequest } from "./render-template";
