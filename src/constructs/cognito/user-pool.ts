import { JwtAuthorizer } from "../api/http/jwt-authorizer";
import {
  CognitoResourceServer,
  CognitoUserGroup,
  CognitoUserPool,
  type CognitoUserPoolClient,
  CognitoUserPoolDomain,
  Construct,
} from "../cdktf";
import { physicalName, relativePath } from "../names";
import { addValidation } from "../validation";
import {
  type ClientPool,
  type CodeClientProps,
  createCodeClient,
  createSrpClient,
  type SrpClientProps,
} from "./user-pool-client";
import { validateClient, validateCodeClient, validateUserPool } from "./user-pool-limits";

export interface PasswordPolicy {
  /** 6 to 99. Default: 12. */
  readonly minimumLength?: number;
  /** Default: true. */
  readonly requireLowercase?: boolean;
  /** Default: true. */
  readonly requireUppercase?: boolean;
  /** Default: true. */
  readonly requireNumbers?: boolean;
  /** Default: false: length makes a password strong, and symbols make it forgotten. */
  readonly requireSymbols?: boolean;
  /** How long a password that an administrator set holds, in days, 1 to 365. Default: 7. */
  readonly temporaryPasswordValidityDays?: number;
}

export interface UserPoolProps {
  /** The scopes a client may ask for, each `<resource server>/<scope>`: `"products/read"`. Default: none. */
  readonly scopes?: readonly string[];
  /** The groups a user may be in. Default: none. */
  readonly groups?: readonly string[];
  /** 128 characters at most. Default: its path, `products-dev-users`. */
  readonly name?: string;
  readonly passwordPolicy?: PasswordPolicy;
  /** Whether a user may or must give a one-time code of an authenticator app. Default: `"OPTIONAL"`. */
  readonly mfa?: "OFF" | "OPTIONAL" | "ON";
  /** How a new user's email address is verified: by a code to type, or a link to follow. Default: `"CODE"`. */
  readonly emailVerification?: "CODE" | "LINK";
  /** Whether people may sign themselves up. Default: false, an administrator makes users. */
  readonly selfSignUp?: boolean;
  /**
   * The first part of the hosted sign-in pages' address, unique in the region: 63 characters at most. A link to verify
   * by and clients of the code flow need it. Default: no hosted pages.
   */
  readonly domainPrefix?: string;
  /** Whether AWS refuses to delete the pool. Default: true. */
  readonly deletionProtection?: boolean;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A Cognito user pool, whose users sign in with their email address, and what its tokens may say: scopes and groups.
 *
 * @example
 * const users = new UserPool(this, "users", {
 *   scopes: ["products/read", "products/write"],
 *   domainPrefix: "products-dev",
 * });
 * users.addCodeClient("web", { callbackUrls: ["https://app.example.com/callback"] });
 * const api = new HttpApi(this, "api", { authorizer: users.authorizer() });
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools.html
 */
export class UserPool extends Construct {
  /** `aws_cognito_user_pool`. */
  readonly pool: CognitoUserPool;
  /** `aws_cognito_resource_server`, by its identifier. */
  readonly resourceServers: ReadonlyMap<string, CognitoResourceServer>;
  /** `aws_cognito_user_group`, by its name. */
  readonly groups: ReadonlyMap<string, CognitoUserGroup>;
  /** `aws_cognito_user_pool_domain`, where there is one. */
  readonly domain?: CognitoUserPoolDomain;

  readonly #settings: Settings;
  readonly #clients = new Map<string, CognitoUserPoolClient>();
  #authorizer?: JwtAuthorizer;

  constructor(scope: Construct, id: string, props: UserPoolProps = {}) {
    super(scope, id);
    const settings = withDefaults(this, props);
    this.#settings = settings;
    addValidation(this, () => validateUserPool(settings));
    this.pool = createUserPool(this, settings);
    this.resourceServers = createResourceServers(this, this.pool, settings.scopes);
    this.groups = new Map(
      [...new Set(settings.groups)].map((group) => [group, createUserGroup(this, this.pool, group)]),
    );
    if (settings.domainPrefix !== undefined)
      this.domain = createDomain(this, this.pool, settings.domainPrefix);
  }

  /** The pool's id on AWS. */
  get userPoolId(): string {
    return this.pool.id;
  }

  /** Who signs its tokens: an https URL. */
  get issuer(): string {
    return `https://${this.pool.endpoint}`;
  }

  /**
   * Adds an app whose users sign in on the hosted pages: authorization code flow with PKCE, no secret.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html
   */
  addCodeClient(id: string, props: CodeClientProps): CognitoUserPoolClient {
    addValidation(this, () => [
      ...validateClient(id, props),
      ...validateCodeClient(id, props, this.#settings),
    ]);
    return this.#addClient(id, createCodeClient(this.#clientPool(), id, props));
  }

  /**
   * Adds an app that asks for the password itself and proves it by SRP. Its access tokens carry no scope of a
   * resource server, so it can call only routes without scopes.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
   */
  addSrpClient(id: string, props: SrpClientProps = {}): CognitoUserPoolClient {
    addValidation(this, () => validateClient(id, props));
    return this.#addClient(id, createSrpClient(this.#clientPool(), id, props));
  }

  /** Lets in callers with a token of this pool, for any of its clients. */
  authorizer(): JwtAuthorizer {
    this.#authorizer ??= new JwtAuthorizer(relativePath(this, this).replaceAll("/", "-"), {
      issuer: this.issuer,
      audiences: () => [...this.#clients.values()].map((client) => client.id),
      scopes: [...OWN_SCOPES, ...this.#settings.scopes],
      groups: this.#settings.groups,
    });
    return this.#authorizer;
  }

  #clientPool(): ClientPool {
    return {
      scope: this,
      pool: this.pool,
      scopes: this.#settings.scopes,
      resourceServers: [...this.resourceServers.values()],
    };
  }

  #addClient(id: string, client: CognitoUserPoolClient): CognitoUserPoolClient {
    this.#clients.set(id, client);
    return client;
  }
}

/**
 * What Cognito's tokens may say beside a pool's scopes: the first three in those of the code flow, the last in those
 * of SRP.
 */
const OWN_SCOPES = ["openid", "email", "profile", "aws.cognito.signin.user.admin"];

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: UserPoolProps) {
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    scopes: props.scopes ?? [],
    groups: props.groups ?? [],
    mfa: props.mfa ?? "OPTIONAL",
    emailVerification: props.emailVerification ?? "CODE",
    selfSignUp: props.selfSignUp ?? false,
    deletionProtection: props.deletionProtection ?? true,
    passwordPolicy: {
      minimumLength: props.passwordPolicy?.minimumLength ?? 12,
      requireLowercase: props.passwordPolicy?.requireLowercase ?? true,
      requireUppercase: props.passwordPolicy?.requireUppercase ?? true,
      requireNumbers: props.passwordPolicy?.requireNumbers ?? true,
      requireSymbols: props.passwordPolicy?.requireSymbols ?? false,
      temporaryPasswordValidityDays: props.passwordPolicy?.temporaryPasswordValidityDays ?? 7,
    },
  };
}

function createUserPool(scope: Construct, settings: Settings): CognitoUserPool {
  return new CognitoUserPool(scope, "Default", {
    name: settings.name,
    usernameAttributes: ["email"],
    // Whether names differ by case can never be changed: an address is one however it is typed.
    usernameConfiguration: { caseSensitive: false },
    autoVerifiedAttributes: ["email"],
    verificationMessageTemplate: { defaultEmailOption: `CONFIRM_WITH_${settings.emailVerification}` },
    accountRecoverySetting: { recoveryMechanism: [{ name: "verified_email", priority: 1 }] },
    adminCreateUserConfig: { allowAdminCreateUserOnly: !settings.selfSignUp },
    passwordPolicy: settings.passwordPolicy,
    mfaConfiguration: settings.mfa,
    softwareTokenMfaConfiguration: settings.mfa === "OFF" ? undefined : { enabled: true },
    deletionProtection: settings.deletionProtection ? "ACTIVE" : "INACTIVE",
    tags: settings.tags,
  });
}

function createResourceServers(
  scope: Construct,
  pool: CognitoUserPool,
  scopes: readonly string[],
): Map<string, CognitoResourceServer> {
  const servers = new Map<string, string[]>();
  for (const full of scopes) {
    const slash = full.lastIndexOf("/");
    const identifier = full.slice(0, Math.max(slash, 0));
    servers.set(identifier, [...(servers.get(identifier) ?? []), full.slice(slash + 1)]);
  }
  return new Map(
    [...servers].map(([identifier, names]) => [
      identifier,
      createResourceServer(scope, pool, identifier, names),
    ]),
  );
}

function createResourceServer(
  scope: Construct,
  pool: CognitoUserPool,
  identifier: string,
  names: readonly string[],
): CognitoResourceServer {
  return new CognitoResourceServer(scope, `resource-server-${identifier}`, {
    userPoolId: pool.id,
    identifier,
    // Shown to people; it takes fewer characters than the identifier.
    name: identifier.replace(/[^\w+=,.@-]/g, "-"),
    scope: names.map((scopeName) => ({ scopeName, scopeDescription: `${identifier}/${scopeName}` })),
  });
}

function createUserGroup(scope: Construct, pool: CognitoUserPool, name: string): CognitoUserGroup {
  return new CognitoUserGroup(scope, `group-${name}`, { userPoolId: pool.id, name });
}

function createDomain(scope: Construct, pool: CognitoUserPool, prefix: string): CognitoUserPoolDomain {
  return new CognitoUserPoolDomain(scope, "domain", { userPoolId: pool.id, domain: prefix });
}
