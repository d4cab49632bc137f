import {
  Construct,
  DataAwsIamOpenidConnectProvider,
  IamOpenidConnectProvider,
  IamRole,
  IamRolePolicy,
  Token,
} from "../cdktf";
import {
  encodeStatement,
  policyDocument,
  STATEMENT_RULES,
  type Statement,
  webIdentityPolicy,
} from "../iam/policy";
import { physicalName, uniqueName } from "../names";
import { BOOLEAN, LIST, listRule, literalRule, NUMBER, objectRule, TAGS, TEXT } from "../prop-rules";
import { type PropRules, readProps, required } from "../props";
import { escapeTemplates, expression, isToken, terraformList, terraformMap } from "../tokens";
import { addValidation, knownAtSynth, validateName, WRITE_MEMBERS_FIX } from "../validation";
import { validateGithubDeployRole } from "./validate-github-deploy-role";

/** Options of a {@link GithubDeployRole}: the jobs that can assume the role, and its permissions. */
export interface GithubDeployRoleProps {
  /** Owner and name of the repository: `acme/products`. */
  readonly repository: string;
  /**
   * Numeric ID of the repository's owner on GitHub: `123456`. Set it together with `repositoryId` if GitHub
   * writes both IDs, in addition to the names, into the subject (`sub` claim) of its tokens. GitHub does this
   * for repositories that were created, renamed or transferred after July 15, 2026, and for repositories that
   * have opted in. `gh api repos/acme/products` prints the IDs as `owner.id` and `id`. Default: the subject
   * contains only the names.
   */
  readonly ownerId?: string;
  /** Numeric ID of the repository on GitHub: `456789`. Set it together with `ownerId`. Default: none. */
  readonly repositoryId?: string;
  /**
   * Environments of the repository whose jobs can assume the role: `production`. Protect these environments
   * on GitHub with reviewers and branch rules. Default: none.
   */
  readonly environments?: readonly string[];
  /**
   * Branches whose jobs can assume the role: `main`. A job that uses an environment cannot assume the role
   * through its branch, because its token contains the environment instead of the branch. Default: none.
   */
  readonly branches?: readonly string[];
  /**
   * Allows jobs of pull requests to assume the role. Use it only for a role with read permissions, for
   * example for plans. Default: false, because a pull request can run code that is not reviewed yet.
   */
  readonly pullRequests?: boolean;
  /** Permissions of the role, at least one. */
  readonly statements: readonly Statement[];
  /** Maximum duration of a session, in seconds, 3600 to 43,200. Default: 3600, the minimum. */
  readonly maxSessionSeconds?: number;
  /**
   * Creates the OpenID Connect identity provider for GitHub. An account can have only one such provider.
   * Default: false, so that the existing provider of the account is used.
   */
  readonly createProvider?: boolean;
  /** Name of the role on AWS, up to 64 characters. Default: the construct's path, `deploy-github`. */
  readonly name?: string;
  /** Tags of the role. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const STATEMENT = objectRule(STATEMENT_RULES, "{ actions: [...], resources: [...] }");

const ROLE_RULES: PropRules<GithubDeployRoleProps> = {
  repository: required(TEXT),
  ownerId: TEXT,
  repositoryId: TEXT,
  environments: LIST,
  branches: LIST,
  pullRequests: literalRule(BOOLEAN),
  statements: {
    ...required(listRule(STATEMENT, "a list of statements", "[{ actions: [...], resources: [...] }]")),
    // The checks of policies accept this action on every resource.
    placeholder: () => [{ actions: ["sts:GetCallerIdentity"], resources: ["*"] }],
  },
  maxSessionSeconds: NUMBER,
  createProvider: literalRule(BOOLEAN),
  name: TEXT,
  tags: TAGS,
};

/**
 * Issuer of the tokens of GitHub Actions.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
const ISSUER = "https://token.actions.githubusercontent.com";
/** Audience of the tokens that `aws-actions/configure-aws-credentials` requests. */
const AUDIENCE = "sts.amazonaws.com";

/**
 * IAM role that jobs of one GitHub repository assume with short-lived tokens from GitHub. GitHub therefore
 * stores no AWS access key. Invalid options are reported when the app is synthesized.
 *
 * Put the role into a separate stack that a person deploys once, because a job that uses the role must not be
 * able to change the role.
 *
 * @example
 * new GithubDeployRole(this, "deploy", {
 *   repository: "acme/products",
 *   environments: ["production"],
 *   statements: [
 *     { actions: ["apigateway:GET", "apigateway:PATCH"], resources: ["arn:aws:apigateway:eu-central-1::/apis*"] },
 *   ],
 * });
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class GithubDeployRole extends Construct {
  /** The Terraform resource `aws_iam_role`. */
  readonly role: IamRole;
  /** The Terraform resource `aws_iam_openid_connect_provider`, if `createProvider` is set. */
  readonly provider?: IamOpenidConnectProvider;

  constructor(scope: Construct, id: string, props: GithubDeployRoleProps) {
    super(scope, id);
    const settings = withDefaults(this, readProps(this, props, ROLE_RULES));
    uniqueName(this, "role name", settings.name);
    addValidation(this, () => [
      ...validateName(settings.name, ROLE_NAME),
      ...validateGithubDeployRole(settings),
    ]);
    this.provider = settings.createProvider ? createIdentityProvider(this) : undefined;
    const providerArn = this.provider?.arn ?? readIdentityProvider(this).arn;
    this.role = createDeployRole(this, settings, providerArn);
    new IamRolePolicy(this, "deploy", {
      name: "deploy",
      role: this.role.id,
      policy: policyDocument(() => settings.statements),
    });
  }

  /** ARN of the role, for the input `role-to-assume` of `aws-actions/configure-aws-credentials`. */
  get arn(): string {
    return this.role.arn;
  }
}

const ROLE_NAME = {
  kind: "role name",
  max: 64,
  pattern: /^[\w+=,.@-]+$/,
  characters: "letters, digits and _ + = , . @ -",
};

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(scope: Construct, props: GithubDeployRoleProps) {
  const statements = knownAtSynth(scope, "statements", props.statements, WRITE_MEMBERS_FIX);
  return {
    ...props,
    environments: terraformList(props.environments ?? []),
    branches: terraformList(props.branches ?? []),
    pullRequests: knownAtSynth(scope, "pullRequests", props.pullRequests) ?? false,
    statements: (statements ?? []).map(encodeStatement),
    maxSessionSeconds: props.maxSessionSeconds ?? 3600,
    createProvider: knownAtSynth(scope, "createProvider", props.createProvider) ?? false,
    name: props.name ?? physicalName(scope),
    tags: props.tags && terraformMap(props.tags),
  };
}

function createIdentityProvider(scope: Construct): IamOpenidConnectProvider {
  return new IamOpenidConnectProvider(scope, "provider", { url: ISSUER, clientIdList: [AUDIENCE] });
}

function readIdentityProvider(scope: Construct): DataAwsIamOpenidConnectProvider {
  return new DataAwsIamOpenidConnectProvider(scope, "provider", { url: ISSUER });
}

function createDeployRole(scope: Construct, settings: Settings, providerArn: string): IamRole {
  const issuer = ISSUER.replace("https://", "");
  return new IamRole(scope, "Default", {
    name: escapeTemplates(settings.name),
    description: escapeTemplates(`Deploys from GitHub: ${settings.repository}`),
    maxSessionDuration: settings.maxSessionSeconds,
    assumeRolePolicy: webIdentityPolicy(providerArn, {
      StringEquals: { [`${issuer}:aud`]: AUDIENCE, [`${issuer}:sub`]: listSubjects(settings) },
    }),
    tags: escapeTemplates(settings.tags),
  });
}

/**
 * Lists the subjects (`sub` claims) of the tokens that can assume the role. IAM compares them without
 * wildcards, because a wildcard could match unintended subjects.
 * @see https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
function listSubjects(settings: Settings): string[] {
  const { environments, branches, pullRequests } = settings;
  const prefix = `repo:${formatRepository(settings)}`;
  return terraformList([
    ...addPrefix(`${prefix}:environment:`, environments),
    ...addPrefix(`${prefix}:ref:refs/heads/`, branches),
    ...(pullRequests ? [`${prefix}:pull_request`] : []),
  ]);
}

/** Adds a prefix to each name. Terraform adds it if the list is known only to Terraform. */
function addPrefix(prefix: string, names: readonly string[]): string[] {
  if (isToken(names)) return Token.asList(expression`[for name in ${names} : join("", [${prefix}, name])]`);
  return names.map((name) => `${prefix}${name}`);
}

/**
 * Returns the repository in the form that the subject of a token contains: `acme/products`, or
 * `acme@123456/products@456789` with IDs. The form with IDs follows GitHub's reference and observed tokens:
 * https://github.com/aws-actions/configure-aws-credentials/pull/1890. The first version of GitHub's
 * announcement had dashes instead of `@`.
 * @see https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
 */
function formatRepository({ repository, ownerId, repositoryId }: Settings): string {
  if (ownerId === undefined || repositoryId === undefined) return repository;
  const [owner, name] = isToken(repository)
    ? [0, 1].map((index) => expression`element(split("/", ${repository}), ${index})`)
    : repository.split("/");
  return `${owner}@${ownerId}/${name}@${repositoryId}`;
}
