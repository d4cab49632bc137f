export { createAuthorizer } from "./authorizer";
export { authorizeIam } from "./iam-authorizer";
export { readIdentity } from "./identity-source";
export { createRemoteKeys } from "./jwks";
export { authorizeJwt } from "./jwt-authorizer";
export { type AuthorizeByLambda, createLambdaAuthorizer } from "./lambda-authorizer";
export { createAuthorizerEvent } from "./lambda-authorizer-event";
export { createRestAuthorizer } from "./rest-authorizer";
export { createWebSocketAuthorizer } from "./web-socket-authorizer";
