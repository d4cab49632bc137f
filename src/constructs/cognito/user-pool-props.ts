import type { Construct } from "../cdktf";
import { physicalName } from "../names";
import { ARN, BOOLEAN, LIST, NUMBER, objectRule, oneOf, TAGS, TEXT } from "../prop-rules";
import { type PropRules, required } from "../props";
import { terraformList, terraformMap } from "../tokens";
import { knownAtSynth, WRITE_MEMBERS_FIX } from "../validation";

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
   * Multi-factor authentication with the one-time codes of an authenticator app. Use `"ON"` in production. Default:
   * `"OPTIONAL"`, so that each user can enable it, because `"ON"` requires that every user has an authenticator app.
   */
  readonly mfa?: "OFF" | "OPTIONAL" | "ON";
  /**
   * Method by which new users verify their email address: they enter a code or open a link. Default:
   * `"CODE"`, because a link needs a domain (`domainPrefix`).
   */
  readonly emailVerification?: "CODE" | "LINK";
  /**
   * Threat protection of the feature plan Plus: checks for compromised passwords and for unusual sign-ins. `"AUDIT"` only
   * records the risk, `"ENFORCED"` also blocks the sign-in. Default: `"OFF"`, because AWS charges more for each user of
   * the plan Plus. The pool then has the plan Essentials.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
   */
  readonly threatProtection?: "OFF" | "AUDIT" | "ENFORCED";
  /**
   * Sender of the emails: the ARN of a verified identity of Amazon SES, and an address of this identity. Default: the
   * sender of Cognito, which sends at most 50 emails a day for all pools of the account.
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
   */
  readonly emailSender?: { readonly identityArn: string; readonly from: string };
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

const PASSWORD_POLICY: PropRules<PasswordPolicy> = {
  minimumLength: NUMBER,
  requireLowercase: BOOLEAN,
  requireUppercase: BOOLEAN,
  requireNumbers: BOOLEAN,
  requireSymbols: BOOLEAN,
  temporaryPasswordValidityDays: NUMBER,
};

const EMAIL_SENDER: PropRules<NonNullable<UserPoolProps["emailSender"]>> = {
  identityArn: required(ARN),
  from: required(TEXT),
};

/** Rules for the options of a {@link UserPool}. */
export const USER_POOL_RULES: PropRules<UserPoolProps> = {
  scopes: LIST,
  groups: LIST,
  name: TEXT,
  passwordPolicy: objectRule(PASSWORD_POLICY, "{ minimumLength: 12 }"),
  mfa: oneOf(["OFF", "OPTIONAL", "ON"]),
  emailVerification: oneOf(["CODE", "LINK"]),
  threatProtection: oneOf(["OFF", "AUDIT", "ENFORCED"]),
  emailSender: objectRule(EMAIL_SENDER, '{ identityArn: "arn:aws:ses:…", from: "shop@example.com" }'),
  selfSignUp: BOOLEAN,
  domainPrefix: TEXT,
  deletionProtection: BOOLEAN,
  tags: TAGS,
};

/** Options of a user pool with defaults for the options that are not set. */
export type UserPoolOptions = ReturnType<typeof withDefaults>;

/** Returns the options with their defaults. Adds an error for an option that must be known at synthesis. */
export function withDefaults(scope: Construct, props: UserPoolProps) {
  const passwordPolicy = knownAtSynth(scope, "passwordPolicy", props.passwordPolicy, WRITE_MEMBERS_FIX);
  return {
    ...props,
    name: props.name ?? physicalName(scope),
    scopes: terraformList(props.scopes ?? []),
    groups: terraformList(props.groups ?? []),
    tags: props.tags && terraformMap(props.tags),
    mfa: knownAtSynth(scope, "mfa", props.mfa) ?? "OPTIONAL",
    threatProtection: knownAtSynth(scope, "threatProtection", props.threatProtection) ?? "OFF",
    emailSender: knownAtSynth(scope, "emailSender", props.emailSender, WRITE_MEMBERS_FIX),
    emailVerification: props.emailVerification ?? "CODE",
    selfSignUp: props.selfSignUp ?? false,
    deletionProtection: props.deletionProtection ?? true,
    passwordPolicy: {
      minimumLength: passwordPolicy?.minimumLength ?? 12,
      requireLowercase: passwordPolicy?.requireLowercase ?? true,
      requireUppercase: passwordPolicy?.requireUppercase ?? true,
      requireNumbers: passwordPolicy?.requireNumbers ?? true,
      requireSymbols: passwordPolicy?.requireSymbols ?? false,
      temporaryPasswordValidityDays: passwordPolicy?.temporaryPasswordValidityDays ?? 7,
    },
  };
}
