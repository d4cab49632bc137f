import type { Access } from "#contract";
import { Apigatewayv2Authorizer, Lazy, Token } from "../../cdktf";
import {
  type AuthorizationSettings,
  type AuthorizedApi,
  type Authorizer,
  CREATE_BEFORE_DESTROY,
  validateId,
} from "../common/authorizer";

export interface JwtAuthorizerProps {
  /** Who signs the tokens: an https URL, just as the tokens' `iss` says it. */
  readonly issuer: string;
  /**
   * One of these must be the token's `aud`, or its `client_id` where it has no `aud`; 1 to 50. A function is asked at
   * synth, for audiences that are declared later.
   */
  readonly audiences: readonly string[] | (() => readonly string[]);
  /** The scopes that the issuer gives, where they are known: a route that asks for another is a fault. */
  readonly scopes?: readonly string[];
  /** The groups that its users may be in, where they are known: a route that asks for another is a fault. */
  readonly groups?: readonly string[];
}

/**
 * Lets in callers with a valid token of an OpenID Connect issuer, and of the route's scopes where it has some.
 *
 * @example
 * const callers = new JwtAuthorizer("staff", {
 *   issuer: "https://login.example.com/",
 *   audiences: ["https://api.example.com"],
 * });
 * const api = new HttpApi(this, "api", { authorizer: callers });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export class JwtAuthorizer implements Authorizer {
  readonly id: string;
  readonly #props: JwtAuthorizerProps;
  readonly #authorizers = new WeakMap<AuthorizedApi, Apigatewayv2Authorizer>();

  /** @param id its name in each API that uses it, and its construct id there: 128 characters at most */
  constructor(id: string, props: JwtAuthorizerProps) {
    this.id = id;
    this.#props = props;
  }

  settings(api: AuthorizedApi): AuthorizationSettings {
    const authorizer = this.#authorizers.get(api) ?? this.#create(api);
    this.#authorizers.set(api, authorizer);
    return { authorizationType: "JWT", authorizerId: authorizer.id };
  }

  validate(): string[] {
    return [
      ...validateId(this.id),
      ...validateIssuer(this.id, this.#props.issuer),
      ...validateAudiences(this.id, this.#audiences()),
    ];
  }

  validateRoute({ scopes = [], groups = [] }: Access): string[] {
    return [
      ...this.#unknownNames("scope", scopes, this.#props.scopes),
      ...this.#unknownNames("group", groups, this.#props.groups),
    ];
  }

  #unknownNames(what: string, wanted: readonly string[], known: readonly string[] | undefined): string[] {
    if (!known || [...known, ...wanted].some((name) => Token.isUnresolved(name))) return [];
    const unknown = wanted.filter((name) => !known.includes(name));
    if (unknown.length === 0) return [];
    const has = known.length > 0 ? known.join(", ") : "none";
    return [
      `asks for the ${what} ${unknown.join(", ")}, which authorizer "${this.id}" never gives (it has ${has}), so nobody may call it; correct the ${what}, or add it there`,
    ];
  }

  #create(api: AuthorizedApi): Apigatewayv2Authorizer {
    return new Apigatewayv2Authorizer(api, `authorizer-${this.id}`, {
      apiId: api.api.id,
      lifecycle: CREATE_BEFORE_DESTROY,
      name: this.id,
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: {
        issuer: this.#props.issuer,
        audience: Lazy.listValue({ produce: () => [...this.#audiences()] }),
      },
    });
  }

  #audiences(): readonly string[] {
    const { audiences } = this.#props;
    return typeof audiences === "function" ? audiences() : audiences;
  }
}

function validateIssuer(id: string, issuer: string): string[] {
  if (Token.isUnresolved(issuer) || /^https:\/\/[^/?#\s]+[^?#\s]*$/.test(issuer)) return [];
  return [
    `authorizer "${id}": issuer must be an https URL, found "${issuer}"; write it as the tokens' iss says it`,
  ];
}

const MAX_AUDIENCES = 50;

function validateAudiences(id: string, audiences: readonly string[]): string[] {
  if (audiences.length === 0) {
    return [
      `authorizer "${id}" has no audience, so nobody may call; name one, or add a client to the user pool`,
    ];
  }
  if (audiences.length <= MAX_AUDIENCES) return [];
  return [
    `authorizer "${id}" has ${audiences.length} audiences, ${MAX_AUDIENCES} are allowed; split its clients over two`,
  ];
}
