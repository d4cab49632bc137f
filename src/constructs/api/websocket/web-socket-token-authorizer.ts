import { existsSync } from "node:fs";
import path from "node:path";
import type { TokenAuthorizerVariables } from "#token-authorizer";
import { Construct, Lazy, Token } from "../../cdktf";
import { NodejsFunction } from "../../function/nodejs-function";
import { physicalName, relativePath } from "../../names";
import { checkProps } from "../../props";
import { escapeText, expression, isUnresolved, terraformList } from "../../tokens";
import { addValidation } from "../../validation";
import type { AuthorizationSettings, AuthorizedApi } from "../common/authorizer";
import { RequestAuthorizer } from "../common/request-authorizer";
import type { WebSocketAuthorizer } from "../common/web-socket-authorizer";
import {
  validateWebSocketToken,
  WEB_SOCKET_TOKEN_AUTHORIZER_RULES,
  type WebSocketTokenAuthorizerProps,
} from "./web-socket-token-props";

/**
 * Authorizer of a WebSocket API that allows connections with a valid token of an OpenID Connect issuer. API Gateway has such
 * an authorizer only for HTTP APIs, so this construct defines a Lambda function that verifies the tokens. The events of the
 * connection contain the claims of the token. Invalid options are reported when the app is synthesized.
 *
 * @example
 * const staff = new WebSocketTokenAuthorizer(this, "staff", {
 *   issuer: "https://login.example.com/",
 *   audiences: ["https://chat.example.com"],
 *   scopes: ["chat/read"],
 * });
 * const chat = new WebSocketApi(this, "chat", { authorizer: staff });
 * chat.route("$connect", new NodejsFunction(this, "connect", { entry: "functions/chat/connect.ts" }));
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export class WebSocketTokenAuthorizer extends Construct implements WebSocketAuthorizer {
  /** Lambda function that verifies the tokens. */
  readonly function: NodejsFunction;

  readonly #authorizer: RequestAuthorizer;
  readonly #validate: () => readonly string[];

  constructor(scope: Construct, id: string, props: WebSocketTokenAuthorizerProps) {
    super(scope, id);
    const { values, errors } = checkProps(props, WEB_SOCKET_TOKEN_AUTHORIZER_RULES);
    const settings = withDefaults(values);
    this.#validate = () => [
      ...errors,
      ...validateWebSocketToken({ ...values, audiences: settings.listAudiences() }),
    ];
    addValidation(this, this.#validate);
    this.function = new NodejsFunction(this, "Default", {
      entry: findEntry(),
      name: physicalName(this),
      description: "Verifies the tokens of connections to WebSocket APIs",
      environment: { ...describeSettings(settings) },
      // A WebSocket API passes no trace to the function, and the role needs no permission for X-Ray.
      tracing: false,
      logRetentionDays: settings.logRetentionDays,
      logEncryptionKey: settings.logEncryptionKey,
      tags: settings.tags,
    });
    this.#authorizer = new RequestAuthorizer(relativePath(this, this).replaceAll("/", "-"), {
      function: this.function,
      identitySources: [identitySource(settings)],
    });
  }

  webSocketSettings(api: AuthorizedApi): AuthorizationSettings {
    return this.#authorizer.webSocketSettings(api);
  }

  validateWebSocket(): readonly string[] {
    // The construct itself reports its errors.
    return this.#validate().length > 0 ? [] : this.#authorizer.validateWebSocket();
  }
}

/** Returns the entry of the function: an ES module if the package is compiled, because esbuild cannot tree-shake CommonJS. */
function findEntry(): string {
  const file = require.resolve("#token-authorizer");
  const module = path.resolve(path.dirname(file), "../esm/token-authorizer/index.js");
  return existsSync(module) ? module : file;
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults({ audiences, ...props }: WebSocketTokenAuthorizerProps) {
  return {
    ...props,
    listAudiences: () => terraformList(typeof audiences === "function" ? audiences() : audiences),
    scopes: terraformList(props.scopes ?? []),
    tokenIn: props.tokenIn ?? "query",
    tokenName: props.tokenName ?? "token",
  };
}

/** Returns the environment variables of the function. */
function describeSettings({ issuer, listAudiences, scopes, tokenUse, tokenIn, tokenName }: Settings) {
  return {
    ISSUER: issuer,
    AUDIENCES: Lazy.stringValue({ produce: () => escapeText(toJson(listAudiences())) }),
    SCOPES: toJson(scopes),
    ...(tokenUse === undefined ? {} : { TOKEN_USE: tokenUse }),
    TOKEN_IN: tokenIn,
    ...(tokenIn === "subprotocol" ? {} : { TOKEN_NAME: tokenName }),
  } satisfies TokenAuthorizerVariables;
}

function toJson(list: readonly string[]): string {
  return isUnresolved(list) ? Token.asString(expression`jsonencode(${list})`) : JSON.stringify(list);
}

/** Returns the part of the handshake without which API Gateway responds with 401, and does not invoke the function. */
function identitySource({ tokenIn, tokenName }: Settings): string {
  if (tokenIn === "query") return `route.request.querystring.${tokenName}`;
  return `route.request.header.${tokenIn === "cookie" ? "Cookie" : "Sec-WebSocket-Protocol"}`;
}
