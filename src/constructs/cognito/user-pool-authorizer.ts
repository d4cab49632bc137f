import type { Access } from "#contract";
import { CREATE_BEFORE_DESTROY, validateId } from "../api/common/authorizer";
import {
  type AuthorizedRestApi,
  type RestAuthorizationSettings,
  type RestAuthorizer,
  validateRestGroups,
} from "../api/common/rest-authorizer";
import { JwtAuthorizer, type JwtAuthorizerProps } from "../api/http/jwt-authorizer";
import { ApiGatewayAuthorizer, type CognitoUserPool } from "../cdktf";
import { escapeText } from "../tokens";

const IDENTITY_SOURCE = "method.request.header.Authorization";

/**
 * Authorizer that accepts the tokens of a user pool, in an HTTP API and in a REST API. {@link UserPool.authorizer} returns
 * it.
 *
 * An HTTP API gets a JWT authorizer, which accepts the tokens of the declared clients. A REST API gets an authorizer of
 * the type `COGNITO_USER_POOLS`, which accepts the tokens of all clients of the pool. Without scopes, a route of a REST
 * API accepts only ID tokens. With scopes, it accepts only access tokens.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
export class UserPoolAuthorizer extends JwtAuthorizer implements RestAuthorizer {
  readonly #pool: CognitoUserPool;
  readonly #groups: readonly string[];
  readonly #authorizers = new WeakMap<AuthorizedRestApi, ApiGatewayAuthorizer>();

  constructor(id: string, pool: CognitoUserPool, props: JwtAuthorizerProps) {
    super(id, props);
    this.#pool = pool;
    this.#groups = props.groups ?? [];
  }

  restSettings(api: AuthorizedRestApi): RestAuthorizationSettings {
    const authorizer = this.#authorizers.get(api) ?? this.#create(api);
    this.#authorizers.set(api, authorizer);
    return { authorization: "COGNITO_USER_POOLS", authorizerId: authorizer.id };
  }

  restIdentitySources(): string[] {
    return [IDENTITY_SOURCE];
  }

  validateRest(): string[] {
    const errors = validateRestGroups(this.#groups).map((error) => `authorizer "${this.id}": ${error}`);
    return [...validateId(this.id), ...errors];
  }

  validateRestRoute(access: Access): string[] {
    return this.validateRoute(access);
  }

  #create(api: AuthorizedRestApi): ApiGatewayAuthorizer {
    return new ApiGatewayAuthorizer(api, `authorizer-${this.id}`, {
      restApiId: api.api.id,
      lifecycle: CREATE_BEFORE_DESTROY,
      name: escapeText(this.id),
      type: "COGNITO_USER_POOLS",
      providerArns: [this.#pool.arn],
      identitySource: IDENTITY_SOURCE,
    });
  }
}
