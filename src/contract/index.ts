export type { Access } from "./access";
export { type AnswerOf, type CallOf, type Client, type ClientOptions, client, Problem } from "./client";
export {
  type Binary,
  binary,
  type Empty,
  empty,
  type Media,
  type Redirect,
  redirect,
  type Text,
  text,
} from "./media";
export { type OpenApiDocument, type OpenApiInfo, openapi } from "./openapi";
export {
  type AnyReply,
  type BodyOf,
  type Deprecation,
  type HeadersOf,
  type ParamsOf,
  type QueryOf,
  type ReplyHead,
  type ReplyOf,
  type Route,
  type RoutePromise,
  route,
  type Texts,
} from "./route";
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
export { type RoutesUnder, under } from "./under";
