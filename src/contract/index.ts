export {
  METHODS,
  type Method,
  type PathParameters,
  parameterNames,
  parseRouteKey,
  type RouteKey,
  type RouteKeyText,
  type Segment,
} from "#aws/route-key";
export { type AnswerOf, type CallOf, type Client, type ClientOptions, client, Problem } from "./client";
export { deprecate } from "./deprecate";
export type { Examples } from "./examples";
export { jsonPointer, pathKeys } from "./json-pointer";
export type { EachWith } from "./map-routes";
export { type OpenApiDocument, type OpenApiInfo, openapi } from "./openapi";
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
} from "./reply-media";
export type { Access } from "./route";
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
export { exampleFaults } from "./validate-examples";
export {
  jsonType,
  type MediaTypeVersion,
  type QueryVersion,
  type Version,
  versionText,
} from "./version-selector";
export { byMediaType, byQuery } from "./versions";
export { type RoutesUnder, under } from "./with-prefix";
