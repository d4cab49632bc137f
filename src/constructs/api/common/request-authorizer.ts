import { isWebSocketIdentitySource, WEBSOCKET_API_QUOTAS } from "#aws";
import { Apigatewayv2Authorizer, Token } from "../../cdktf";
import { FUNCTION_TARGET, type FunctionTarget } from "../../function/function-target";
import { LIST, NUMBER } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import { escapeTemplates, escapeText, expression, isToken, isUnresolved, terraformList } from "../../tokens";
import {
  type AuthorizationSettings,
  type AuthorizedApi,
  CREATE_BEFORE_DESTROY,
  validateId,
} from "./authorizer";
import { type AuthorizerArguments, FunctionAuthorizer } from "./function-authorizer";
import { validateFunctionTimeout } from "./integration";
import type { WebSocketAuthorizer } from "./web-socket-authorizer";

/** Options of a {@link RequestAuthorizer}. Only `function` is required. */
export interface RequestAuthorizerProps {
  /** Function that receives the request without its body, and returns an IAM policy that allows or denies it. */
  readonly function: FunctionTarget;
  /**
   * Parts of the request that identify the caller, such as a header. If a request lacks one of them, API
   * Gateway returns 401 and does not invoke the function. In a `WebSocketApi`, they start with `route` instead of
   * `method`: `route.request.querystring.token`. Default: `["method.request.header.Authorization"]`, and
   * `["route.request.header.Authorization"]` in a `WebSocketApi`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
   */
  readonly identitySources?: readonly string[];
  /**
   * Time for which API Gateway caches the policy of the function, in seconds, 0 to 3600. The values of the identity
   * sources are the cache key. Default: 0 (no cache), because a cached policy applies to all routes of the API that use
   * the authorizer. A `WebSocketApi` has no cache, because it authorizes each connection once.
   */
  readonly ttlSeconds?: number;
}

const REQUEST_RULES: PropRules<RequestAuthorizerProps> = {
  function: required(FUNCTION_TARGET),
  identitySources: LIST,
  ttlSeconds: NUMBER,
};

/**
 * Authorizer of a REST API or a WebSocket API that passes the request to your own function. A WebSocket API authorizes the
 * handshake of each connection.
 *
 * @example
 * const check = new NodejsFunction(this, "check", { entry: "functions/check.ts" });
 * const partners = new RequestAuthorizer("partners", {
 *   function: check,
 *   identitySources: ["method.request.header.x-partner-key"],
 * });
 * const list = new NodejsFunction(this, "list", { entry: "functions/list.ts" });
 * new RestApi(this, "api", { authorizer: partners }).route("GET /products", list);
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export class RequestAuthorizer extends FunctionAuthorizer implements WebSocketAuthorizer {
  readonly #identitySources?: readonly string[];
  readonly #webSocketAuthorizers = new WeakMap<AuthorizedApi, Apigatewayv2Authorizer>();

  /**
   * @param id name of the authorizer on AWS, up to 128 characters. The construct ID of its resource is
   * `authorizer-<id>`
   */
  constructor(id: string, props: RequestAuthorizerProps) {
    const { values, errors } = checkProps(props, REQUEST_RULES);
    super(id, values, errors);
    this.#identitySources = values.identitySources && terraformList(values.identitySources);
  }

  webSocketSettings(api: AuthorizedApi): AuthorizationSettings {
    if (this.errors.length > 0) return { authorizationType: "NONE" };
    const authorizer = this.#webSocketAuthorizers.get(api) ?? this.#createWebSocketAuthorizer(api);
    this.#webSocketAuthorizers.set(api, authorizer);
    return { authorizationType: "CUSTOM", authorizerId: authorizer.id };
  }

  validateWebSocket(): string[] {
    const errors = this.errors.length > 0 ? this.errors : this.#validateWebSocketProps();
    return [...validateId(this.id), ...errors.map((error) => `authorizer "${this.id}": ${error}`)];
  }

  protected arguments(): AuthorizerArguments {
    return { type: "REQUEST", identitySource: joinSources(this.#restSources) };
  }

  protected validateSources(): string[] {
    const errors = this.#restSources.flatMap(validateIdentitySource);
    if (this.#restSources.length > 0 || isUnresolved(this.ttlSeconds) || this.ttlSeconds === 0) return errors;
    return [
      `ttlSeconds is ${this.ttlSeconds}, but there is no identity source to use as the cache key. Add an identity source, or set ttlSeconds to 0.`,
    ];
  }

  get #restSources(): readonly string[] {
    return this.#identitySources ?? ["method.request.header.Authorization"];
  }

  get #webSocketSources(): readonly string[] {
    return this.#identitySources ?? ["route.request.header.Authorization"];
  }

  #validateWebSocketProps(): readonly string[] {
    return [
      ...(this.ttlSeconds === 0
        ? []
        : [
            `ttlSeconds is ${isUnresolved(this.ttlSeconds) ? "set" : this.ttlSeconds}, but a WebSocket API authorizes each connection once, and has no cache. Remove it.`,
          ]),
      ...this.#webSocketSources.flatMap(validateWebSocketSource),
      ...validateFunctionTimeout(this.target, WEBSOCKET_API_QUOTAS.integrationTimeoutMs.max),
    ];
  }

  #createWebSocketAuthorizer(api: AuthorizedApi): Apigatewayv2Authorizer {
    api.grantInvoke(this.target);
    // WebSocket APIs have no payload format version, no simple responses and no cache.
    return new Apigatewayv2Authorizer(api, `authorizer-${this.id}`, {
      apiId: api.api.id,
      lifecycle: CREATE_BEFORE_DESTROY,
      name: escapeText(this.id),
      authorizerType: "REQUEST",
      authorizerUri: this.target.invokeArn,
      identitySources: escapeTemplates([...this.#webSocketSources]),
    });
  }
}

function validateWebSocketSource(source: string): string[] {
  if (isUnresolved(source) || isWebSocketIdentitySource(source)) return [];
  return [
    `identity source "${source}" is invalid; expected route.request.header.NAME, route.request.querystring.NAME, context.NAME or stageVariables.NAME`,
  ];
}

function joinSources(sources: readonly string[]): string | undefined {
  if (isToken(sources)) return Token.asString(expression`join(",", ${sources})`);
  return sources.length === 0 ? undefined : sources.join(",");
}

function validateIdentitySource(source: string): string[] {
  const isValid = /^(method\.request\.(header|querystring)\.[^\s.,]+|(context|stageVariables)\.[^\s,]+)$/;
  if (isUnresolved(source) || isValid.test(source)) return [];
  return [
    `identity source "${source}" is invalid; expected method.request.header.NAME, method.request.querystring.NAME, context.NAME or stageVariables.NAME`,
  ];
}
