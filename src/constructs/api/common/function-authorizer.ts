import { REST_API_QUOTAS } from "#aws";
import type { Access } from "#contract";
import { ApiGatewayAuthorizer, type ApiGatewayAuthorizerConfig } from "../../cdktf";
import type { FunctionTarget } from "../../function/function-target";
import { escapeTemplates, escapeText } from "../../tokens";
import { validateRange } from "../../validation";
import { CREATE_BEFORE_DESTROY, validateId, validateTokenAccess } from "./authorizer";
import { validateFunctionTimeout } from "./integration";
import type { AuthorizedRestApi, RestAuthorizationSettings, RestAuthorizer } from "./rest-authorizer";

/** Function of an authorizer, and the time for which API Gateway caches its result. */
interface FunctionSettings {
  readonly function: FunctionTarget;
  readonly ttlSeconds?: number;
}

/** Arguments of an authorizer that depend on its type. */
export type AuthorizerArguments = Pick<
  ApiGatewayAuthorizerConfig,
  "type" | "identitySource" | "identityValidationExpression"
>;

/** Authorizer that invokes a function. The function returns an IAM policy. */
export abstract class FunctionAuthorizer implements RestAuthorizer {
  readonly id: string;
  /** Time for which API Gateway caches the result of the function, in seconds. */
  protected readonly ttlSeconds: number;
  protected readonly target: FunctionTarget;
  /** Errors of the options. */
  protected readonly errors: readonly string[];
  readonly #authorizers = new WeakMap<AuthorizedRestApi, ApiGatewayAuthorizer>();

  protected constructor(id: string, settings: FunctionSettings, errors: readonly string[]) {
    this.id = id;
    this.target = settings.function;
    this.ttlSeconds = settings.ttlSeconds ?? 0;
    this.errors = errors;
  }

  restSettings(api: AuthorizedRestApi): RestAuthorizationSettings {
    if (this.errors.length > 0) return { authorization: "NONE" };
    const authorizer = this.#authorizers.get(api) ?? this.#create(api);
    this.#authorizers.set(api, authorizer);
    return { authorization: "CUSTOM", authorizerId: authorizer.id };
  }

  restIdentitySources(): string[] {
    return (this.arguments().identitySource ?? "").split(",").filter(Boolean);
  }

  validateRest(): string[] {
    const errors =
      this.errors.length > 0
        ? this.errors
        : [
            ...validateRange("ttlSeconds", this.ttlSeconds, {
              ...REST_API_QUOTAS.authorizerTtlSeconds,
              unit: "seconds",
            }),
            ...this.validateSources(),
            ...validateFunctionTimeout(this.target, REST_API_QUOTAS.integrationTimeoutMs.max),
          ];
    return [...validateId(this.id), ...errors.map((error) => `authorizer "${this.id}": ${error}`)];
  }

  validateRestRoute(access: Access): string[] {
    return validateTokenAccess(
      access,
      "a Lambda authorizer",
      "Check them in its function, or use the authorizer of a UserPool.",
    );
  }

  /** Returns the arguments that depend on the type of the authorizer. */
  protected abstract arguments(): AuthorizerArguments;

  /** Returns the errors of the parts of the request that identify the caller. */
  protected abstract validateSources(): readonly string[];

  #create(api: AuthorizedRestApi): ApiGatewayAuthorizer {
    api.grantInvoke(this.target);
    return new ApiGatewayAuthorizer(api, `authorizer-${this.id}`, {
      restApiId: api.api.id,
      lifecycle: CREATE_BEFORE_DESTROY,
      name: escapeText(this.id),
      authorizerUri: this.target.invokeArn,
      authorizerResultTtlInSeconds: this.ttlSeconds,
      ...escapeTemplates(this.arguments()),
    });
  }
}
