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
import { choose, escapeTemplates, escapeText, isUnresolved, terraformList, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";
import { createGroupForEachName, createServerForEachScope } from "./unresolved-names";
import {
  type ClientPool,
  type CodeClientProps,
  createCodeClient,
  createSrpClient,
  type SrpClientProps,
} from "./user-pool-client";
import { validateClient, validateCodeClient, validateUserPool } from "./validate-user-pool";

/** Rules for the passwords of a user pool. */
export interface PasswordPolicy {
  /** Minimum length in characters, 6 to 99. Default: 12. */
  readonly minimumLength?: number;
  /** Requires a lowercase letter. Default: true. */
  readonly requireLowercase?: boolean;
  /** Requires an uppercase letter. Default: true. */
  readonly requireUppercase?: boolean;
  /** Requires a digit. Default: true. */
  readonly requireNumbers?: boolean;
  /**
   * Requires a symbol. Default: false, because the length already makes a password strong, and symbols make a
   * password hard to remember.
   */
  readonly requireSymbols?: boolean;
  /**
   * Days until a temporary password that an administrator has set expires, 1 to 365. Default: 7, which is
   * also the default of Cognito.
   */
  readonly temporaryPasswordValidityDays?: number;
}

/** Options of a {@link UserPool}. None is required. */
export interface UserPoolProps {
  /**
   * Scopes that a client can request, each in the form `<resource server>/<scope>`: `"products/read"`.
   * Default: none.
   */
  readonly scopes?: readonly string[];
  /** Names of the groups that users can be members of. Default: none. */
  readonly groups?: readonly string[];
  /** Name of the pool on AWS, up to 128 characters. Default: the construct's path, `products-dev-users`. */
  readonly name?: string;
  /**
   * Rules for passwords. Default: at least 12 characters, with a lowercase letter, an uppercase letter and a
   * digit.
   */
  readonly passwordPolicy?: PasswordPolicy;
  /**
   * Multi-factor authentication with the one-time codes of an authenticator app. Default: `"OPTIONAL"`, so
   * that each user can enable it.
   */
  readonly mfa?: "OFF" | "OPTIONAL" | "ON";
  /**
   * Method by which new users verify their email address: they enter a code or open a link. Default:
   * `"CODE"`, because a link needs a domain (`domainPrefix`).
   */
  readonly emailVerification?: "CODE" | "LINK";
  /** Allows users to sign up themselves. Default: false, so that only an administrator can create users. */
  readonly selfSignUp?: boolean;
  /**
   * Prefix of the Cognito domain with the hosted UI (managed login):
   * `<prefix>.auth.<region>.amazoncognito.com`. The prefix must be unique in the AWS Region and has up to 63
   * characters. Email verification with a link needs the domain, and so does `addCodeClient`. Default: no
   * domain.
   */
  readonly domainPrefix?: string;
  /**
   * Makes AWS reject the deletion of the pool. Default: true, because the deletion of a pool deletes its
   * users.
   */
  readonly deletionProtection?: boolean;
  /** Tags of the pool. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Cognito user pool whose users sign in with their email address. The pool defines the scopes and groups that
 * its tokens can contain, and the app clients that can request tokens. Invalid options are reported when the
 * app is synthesized.
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
  /** The Terraform resource `aws_cognito_user_pool`. */
  readonly pool: CognitoUserPool;
  /**
   * The `aws_cognito_resource_server` resources by identifier. If only Terraform knows the scopes, the map has one entry
   * with the key `*`, and Terraform creates the resource once for each identifier.
   */
  readonly resourceServers: ReadonlyMap<string, CognitoResourceServer>;
  /** The `aws_cognito_user_group` resources by name, or with the key `*` like {@link resourceServers}. */
  readonly groups: ReadonlyMap<string, CognitoUserGroup>;
  /** The Terraform resource `aws_cognito_user_pool_domain`, if `domainPrefix` is set. */
  readonly domain?: CognitoUserPoolDomain;

  readonly #settings: Settings;
  readonly #clients = new Map<string, CognitoUserPoolClient>();
  #authorizer?: JwtAuthorizer;

  constructor(scope: Construct, id: string, props: UserPoolProps = {}) {
    super(scope, id);
    const settings = withDefaults(this, props);
    this.#settings = settings;
    addValidation(this, () => validateUserPool(settings));
    this.pool = createUserPool(this, escapeTemplates(settings));
    this.resourceServers = createResourceServers(this, this.pool, settings.scopes);
    this.groups = createUserGroups(this, this.pool, settings.groups);
    if (settings.domainPrefix !== undefined)
      this.domain = createDomain(this, this.pool, settings.domainPrefix);
  }

  /** ID of the pool on AWS: `eu-central-1_a1B2c3D4e`. */
  get userPoolId(): string {
    return this.pool.id;
  }

  /** Issuer of the pool's tokens, an https URL: `https://cognito-idp.<region>.amazonaws.com/<pool ID>`. */
  get issuer(): string {
    return `https://${this.pool.endpoint}`;
  }

  /**
   * Adds an app client for an app whose users sign in on the hosted UI. The app uses the authorization code
   * flow with PKCE. PKCE is necessary because the client has no secret. The pool needs a `domainPrefix`.
   * @param id name of the client on AWS, up to 128 characters
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
   * Adds an app client for an app that has its own sign-in form. The app uses SRP (Secure Remote Password) to
   * prove that it knows the password, without sending the password. Cognito adds no scope of a resource
   * server to the access tokens of this flow. The app can therefore call only routes that require no such
   * scope.
   * @param id name of the client on AWS, up to 128 characters
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
   */
  addSrpClient(id: string, props: SrpClientProps = {}): CognitoUserPoolClient {
    addValidation(this, () => validateClient(id, props));
    return this.#addClient(id, createSrpClient(this.#clientPool(), id, props));
  }

  /**
   * Returns a JWT authorizer that accepts the tokens of all clients of this pool, including clients that are
   * added later. Every call returns the same object.
   */
  authorizer(): JwtAuthorizer {
    this.#authorizer ??= new JwtAuthorizer(relativePath(this, this).replaceAll("/", "-"), {
      issuer: this.issuer,
      audiences: () => [...this.#clients.values()].map((client) => client.id),
      scopes: [...COGNITO_SCOPES, ...this.#settings.scopes],
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
 * Scopes that a Cognito token can contain in addition to the scopes of the pool. The authorization code flow
 * adds `openid`, `email` and `profile`; the SRP flow adds `aws.cognito.signin.user.admin`.
 */
const COGNITO_SCOPES = ["openid", "email", "profile", "aws.cognito.signin.user.admin"];

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: UserPoolProps) {
  const passwordPolicy = knownAtSynth(scope, "passwordPolicy", props.passwordPolicy, WRITE_MEMBERS_FIX);
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    scopes: terraformList(props.scopes ?? []),
    groups: terraformList(props.groups ?? []),
    tags: props.tags && terraformMap(props.tags),
    mfa: knownAtSynth(scope, "mfa", props.mfa) ?? "OPTIONAL",
    emailVerification: props.emailVerification ?? "CODE",
    selfSignUp: props.selfSignUp ?? false,
    deletionProtection: props.deletionProtection ?? true,
    passwordPolicy: 
      minimumLength: passwordPolicy?.minimumLength ?? 12,
      requireLowercase: passwordPolicy?.requireLowercase ?? true,
      requireUppercase: passwordPolicy?.requireUppercase ?? true,
      requireNumbers: passwordPolicy?.requireNumbers ?? true,
      requireSymbols: passwordPolicy?.requireSymbols ?? false,
      temporaryPasswordValidityDays: passwordPolicy?.temporaryPasswordValidityDays ?? 7,,
  };
}

function createUserPool(scope: Construct, settings: Settings): CognitoUserPool {
  return new CognitoUserPool(scope, "Default", {
    name: settings.name,
    usernameAttributes: ["email"],
    // Email addresses that differ only in upper and lower case identify the same user. This setting cannot be
    // changed after the pool is created.
    usernameConfiguration: { caseSensitive: false },
    autoVerifiedAttributes: ["email"],
    verificationMessageTemplate: { defaultEmailOption: `CONFIRM_WITH_${settings.emailVerification}` },
    accountRecoverySetting: { recoveryMechanism: [{ name: "verified_email", priority: 1 }] },
    adminCreateUserConfig: { allowAdminCreateUserOnly: choose(settings.selfSignUp, false, true) },
    passwordPolicy: settings.passwordPolicy,
    mfaConfiguration: settings.mfa,
    softwareTokenMfaConfiguration: settings.mfa === "OFF" ? undefined : { enabled: true },
    deletionProtection: choose(settings.deletionProtection, "ACTIVE", "INACTIVE"),
    tags: settings.tags,
  });
}

function createResourceServers(
  scope: Construct,
  pool: CognitoUserPool,
  scopes: readonly string[],
): Map<string, CognitoResourceServer> {
  if (isUnresolved(scopes)) return new Map([["*", createServerForEachScope(scope, pool, scopes)]]);
  const servers = new Map<string, string[]>();
  for (const scopeText of scopes) {
    const slash = scopeText.lastIndexOf("/");
    const identifier = scopeText.slice(0, Math.max(slash, 0));
    servers.set(identifier, [...(servers.get(identifier) ?? []), scopeText.slice(slash + 1)]);
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
    identifier: escapeText(identifier),
    // Replace the characters that Cognito allows in the identifier, but not in this display name.
    name: identifier.replace(/[^\w+=,.@-]/g, "-"),
    scope: escapeTemplates(
      names.map((scopeName) => ({ scopeName, scopeDescription: `${identifier}/${scopeName}` })),
    ),
  });
}

function createUserGroups(
  scope: Construct,
  pool: CognitoUserPool,
  groups: readonly string[],
): Map<string, CognitoUserGroup> {
  if (isUnresolved(groups)) return new Map([["*", createGroupForEachName(scope, pool, groups)]]);
  return new Map(
    [...new Set(groups)].map((name) => [
      name,
      new CognitoUserGroup(scope, `group-${name}`, { userPoolId: pool.id, name: escapeText(name) }),
    ]),
  );
}

function createDomain(scope: Construct, pool: CognitoUserPool, prefix: string): CognitoUserPoolDomain {
  return new CognitoUserPoolDomain(scope, "domain", { userPoolId: pool.id, domain: escapeTemplates(prefix) });
}
