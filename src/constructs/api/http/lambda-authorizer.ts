import { HTTP_API_QUOTAS } from "#aws";
import type { Access } from "#contract";
import { Apigatewayv2Authorizer } from "../../cdktf";
import { nameCheck } from "../../checks";
import { FUNCTION_TARGET, type FunctionTarget } from "../../function/function-target";
import { LIST, NUMBER } from "../../prop-rules";
import { checkProps, type PropRules, required } from "../../props";
import { escapeTemplates, escapeText, isUnresolved, terraformList } from "../../tokens";
import { validateRange } from "../../validation";
import { isWaived } from "../../waivers";
import {
  type AuthorizationSettings,
  type AuthorizedApi,
  type Authorizer,
  CREATE_BEFORE_DESTROY,
  validateId,
  validateTokenAccess,
} from "../common/authorizer";

/** Options of a {@link LambdaAuthorizer}. Only `function` is required. */
export interface LambdaAuthorizerProps {
  /**
   * Function that authorizes requests. It receives an event of payload format 2.0 and returns an object
   * `{ isAuthorized, context? }`. Its timeout must be at most 10 seconds, because API Gateway does not wait
   * longer.
   */
  readonly function: FunctionTarget;
  /**
   * Parts of the request that identify the caller, such as a header. If a request lacks one of them, API
   * Gateway returns 401 and does not invoke the function. Default: `["$request.header.Authorization"]`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.identity-sources
   */
  readonly identitySources?: readonly string[];
  /**
   * Time for which API Gateway caches the result of the function, in seconds, 0 to 3600. The values of the
   * identity sources are the cache key. Default: 0 (no cache), because a cached result applies to all routes
   * of the API that use the authorizer, unless `$context.routeKey` is one of the identity sources.
   */
  readonly ttlSeconds?: number;
}

const LAMBDA_RULES: PropRules<LambdaAuthorizerProps> = {
  function: required(FUNCTION_TARGET),
  identitySources: LIST,
  ttlSeconds: NUMBER,
};

/**
 * Authorizer that invokes your own function to allow or deny each request.
 *
 * @example
 * const check = new NodejsFunction(this, "check", { entry: "functions/check.ts" });
 * const partners = new LambdaAuthorizer("partners", { function: check });
 * const api = new HttpApi(this, "api", { authorizer: partners });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export class LambdaAuthorizer implements Authorizer {
  readonly id: string;
  readonly #settings: Required<LambdaAuthorizerProps>;
  readonly #errors: readonly string[];
  readonly #authorizers = new WeakMap<AuthorizedApi, Apigatewayv2Authorizer>();

  /**
   * @param id name of the authorizer on AWS, up to 128 characters. The construct ID of its resource is
   * `authorizer-<id>`
   */
  constructor(id: string, props: LambdaAuthorizerProps) {
    const { values, errors } = checkProps(props, LAMBDA_RULES);
    this.id = id;
    this.#errors = errors;
    this.#settings = {
      function: values.function,
      identitySources: terraformList(values.identitySources ?? ["$request.header.Authorization"]),
      ttlSeconds: values.ttlSeconds ?? 0,
    };
  }

  settings(api: AuthorizedApi): AuthorizationSettings {
    if (this.#errors.length > 0) return { authorizationType: "NONE" };
    const authorizer = this.#authorizers.get(api) ?? this.#create(api);
    this.#authorizers.set(api, authorizer);
    return { authorizationType: "CUSTOM", authorizerId: authorizer.id };
  }

  validate(): string[] {
    if (this.#errors.length > 0)
      return [...validateId(this.id), ...this.#errors.map((error) => `authorizer "${this.id}": ${error}`)];
    const { function: target, identitySources, ttlSeconds } = this.#settings;
    const errors = [
      ...validateRange("ttlSeconds", ttlSeconds, {
        ...HTTP_API_QUOTAS.authorizerTtlSeconds,
        unit: "seconds",
      }),
      ...identitySources.flatMap(validateIdentitySource),
    ];
    if (
      !isUnresolved(target.timeoutSeconds) &&
      target.timeoutSeconds > HTTP_API_QUOTAS.authorizerTimeoutSeconds &&
      !isWaived(target, "function-timeout")
    ) {
      errors.push(
        nameCheck(
          `timeout of ${target.node.path} is ${target.timeoutSeconds} s; the API stops waiting for an authorizer after ${HTTP_API_QUOTAS.authorizerTimeoutSeconds} s. Set timeoutSeconds to ${HTTP_API_QUOTAS.authorizerTimeoutSeconds} or less.`,
          "function-timeout",
        ),
      );
    }
    if (identitySources.length === 0 && !isUnresolved(ttlSeconds) && ttlSeconds > 0) {
      errors.push(
        `ttlSeconds is ${ttlSeconds}, but there is no identity source to use as the cache key. Add an identity source, or set ttlSeconds to 0.`,
      );
    }
    return [...validateId(this.id), ...errors.map((error) => `authorizer "${this.id}": ${error}`)];
  }

  validateRoute(access: Access): string[] {
    return validateTokenAccess(
      access,
      "a Lambda authorizer",
      "Check them in its function, or use a JwtAuthorizer.",
    );
  }

  #create(api: AuthorizedApi): Apigatewayv2Authorizer {
    const { function: target, identitySources, ttlSeconds } = this.#settings;
    api.grantInvoke(target);
    return new Apigatewayv2Authorizer(api, `authorizer-${this.id}`, {
      apiId: api.api.id,
      lifecycle: CREATE_BEFORE_DESTROY,
      name: escapeText(this.id),
      authorizerType: "REQUEST",
      authorizerUri: target.invokeArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      identitySources: escapeTemplates([...identitySources]),
      authorizerResultTtlInSeconds: ttlSeconds,
    });
  }
}

function validateIdentitySource(source: string): string[] {
  if (
    isUnresolved(source) ||
    /^\$(request\.(header|querystring)\.[^\s.]+|(context|stageVariables)\.\S+)$/.test(source)
  )
    return [];
  return [
    `identity source "${source}" is invalid; expected $request.header.NAME, $request.querystring.NAME, $context.NAME or $stageVariables.NAME`,
  ];
}
