import type { Access } from "#contract";
import { Apigatewayv2Authorizer } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { validateRange } from "../../validation";
import {
  type AuthorizationSettings,
  type AuthorizedApi,
  type Authorizer,
  CREATE_BEFORE_DESTROY,
  validateId,
  validateTokenAccess,
} from "../common/authorizer";

export interface LambdaAuthorizerProps {
  /** Gets the request (payload format 2.0) and answers `{ isAuthorized, context? }` within 10 seconds. */
  readonly function: FunctionTarget;
  /**
   * What a request must have to be looked at at all, 401 without it. Default: `["$request.header.Authorization"]`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.identity-sources
   */
  readonly identitySources?: readonly string[];
  /**
   * How long an answer holds for the same identity sources, in seconds, 0 to 3600. Default: 0, each request is asked
   * for: an answer that is kept holds for every route, unless `$context.routeKey` is one of the identity sources.
   */
  readonly ttlSeconds?: number;
}

/**
 * Lets in whom a function of yours lets in.
 *
 * @example
 * const check = new NodejsFunction(this, "check", { entry: "functions/check.ts" });
 * const callers = new LambdaAuthorizer("callers", { function: check });
 * const api = new HttpApi(this, "api", { authorizer: callers });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export class LambdaAuthorizer implements Authorizer {
  readonly id: string;
  readonly #settings: Required<LambdaAuthorizerProps>;
  readonly #authorizers = new WeakMap<AuthorizedApi, Apigatewayv2Authorizer>();

  /** @param id its name in each API that uses it, and its construct id there: 128 characters at most */
  constructor(id: string, props: LambdaAuthorizerProps) {
    this.id = id;
    this.#settings = {
      function: props.function,
      identitySources: props.identitySources ?? ["$request.header.Authorization"],
      ttlSeconds: props.ttlSeconds ?? 0,
    };
  }

  settings(api: AuthorizedApi): AuthorizationSettings {
    const authorizer = this.#authorizers.get(api) ?? this.#create(api);
    this.#authorizers.set(api, authorizer);
    return { authorizationType: "CUSTOM", authorizerId: authorizer.id };
  }

  validate(): string[] {
    const { function: target, identitySources, ttlSeconds } = this.#settings;
    const faults = [
      ...validateRange("ttlSeconds", ttlSeconds, { min: 0, max: 3600, unit: "seconds" }),
      ...identitySources.flatMap(validateIdentitySource),
    ];
    if (target.timeoutSeconds > MAX_TTL_SECONDS) {
      faults.push(
        `its function ${target.node.path} has a timeout of ${target.timeoutSeconds} s, the API waits ${MAX_TTL_SECONDS} s; set timeoutSeconds to ${MAX_TTL_SECONDS} or less`,
      );
    }
    if (identitySources.length === 0 && ttlSeconds > 0) {
      faults.push(
        `ttlSeconds is ${ttlSeconds} and there is no identity source to keep an answer by; name one, or set it to 0`,
      );
    }
    return [...validateId(this.id), ...faults.map((fault) => `authorizer "${this.id}": ${fault}`)];
  }

  validateRoute(access: Access): string[] {
    return validateTokenAccess(
      access,
      "a Lambda authorizer",
      "check them in its function, or guard the route with a JwtAuthorizer",
    );
  }

  #create(api: AuthorizedApi): Apigatewayv2Authorizer {
    const { function: target, identitySources, ttlSeconds } = this.#settings;
    api.grantInvoke(target);
    return new Apigatewayv2Authorizer(api, `authorizer-${this.id}`, {
      apiId: api.api.id,
      lifecycle: CREATE_BEFORE_DESTROY,
      name: this.id,
      authorizerType: "REQUEST",
      authorizerUri: target.invokeArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      identitySources: [...identitySources],
      authorizerResultTtlInSeconds: ttlSeconds,
    });
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_TTL_SECONDS = 10;

function validateIdentitySource(source: string): string[] {
  if (/^\$(request\.(header|querystring)\.[^\s.]+|(context|stageVariables)\.\S+)$/.test(source)) return [];
  return [
    `identity source "${source}" is none; write $request.header.NAME, $request.querystring.NAME, $context.NAME or $stageVariables.NAME`,
  ];
}
