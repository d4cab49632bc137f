export type { Access } from "./access";
export { type AnswerOf, type CallOf, type Client, type ClientOptions, client, Problem } from "./client";
export { deprecate } from "./deprecate";
export { exampleFaults } from "./example-faults";
export type { Examples } from "./examples";
export { jsonPointer, pathKeys } from "./json-pointer";
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
export type { EachWith } from "./routes";
export { type RoutesUnder, under } from "./under";
export { jsonType, type MediaTypeVersion, type QueryVersion, type Version, versionText } from "./version";
export { byMediaType, byQuery } from "./versions";
