import {
  Construct,
  DataAwsIamOpenidConnectProvider,
  IamOpenidConnectProvider,
  IamRole,
  IamRolePolicy,
} from "../cdktf";
import { policyDocument, type Statement, webIdentityPolicy } from "../iam/policy";
import { physicalName, uniqueName } from "../names";
import { addValidation, validateName } from "../validation";
import { validateGithubDeployRole } from "./validate-github-deploy-role";

/** Options of a {@link GithubDeployRole}: the jobs that can assume the role, and its permissions. */
export interface GithubDeployRoleProps {
  /** Owner and name of the repository: `acme/products`. */
  readonly repository: string;
  /**
   * GitHub's numeric id of the repository's owner, `123456`. If it is set with `repositoryId`, the subject of a token
   * must contain both ids in addition to the names. GitHub writes such subjects for repositories that were created,
   * renamed or transferred after July 15, 2026, and for those that opted in. `gh api repos/acme/products` prints the
   * ids as `owner.id` and `id`. Default: the subject contains only the names.
   */
  readonly ownerId?: string;
  /** GitHub's numeric id of the repository, `456789`. Set it together with `ownerId`. */
  readonly repositoryId?: string;
  /**
   * Environments of the repository whose jobs can assume the role: `production`. Protect them on GitHub with reviewers
   * and branch rules. Default: none.
   */
  readonly environments?: readonly string[];
  /** Branches whose jobs without an environment can assume the role: `main`. Default: none. */
  readonly branches?: readonly string[];
  /** Allows jobs of pull requests to assume the role. Use it only for a role that reads, for plans. Default: false. */
  readonly pullRequests?: boolean;
  /** Permissions of the role, at least one. */
  readonly statements: readonly Statement[];
  /** Longest session of a job, in seconds, 3600 to 43,200. Default: 3600. */
  readonly maxSessionSeconds?: number;
  /**
   * Creates GitHub's identity provider. An account can have only one. Default: false, the existing provider is looked
   * up.
   */
  readonly createProvider?: boolean;
  /** Name on AWS, up to 64 characters. Default: the construct's path, `deploy-github`. */
  readonly name?: string;
  /** Tags of the role. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Issuer of the tokens of GitHub Actions.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
const ISSUER = "https://token.actions.githubusercontent.com";
/** Audience of the tokens that `aws-actions/configure-aws-credentials` requests. */
const AUDIENCE = "sts.amazonaws.com";

/**
 * IAM role that jobs of one GitHub repository assume with GitHub's short-lived tokens, so no AWS access key is stored.
 * Errors are reported at synth.
 *
 * Put it into a separate stack that a person deploys once, because a deployment must not be able to change its own
 * role.
 *
 * @example
 * new GithubDeployRole(this, "deploy", {
 *   repository: "acme/products",
 *   environments: ["production"],
 *   statements: [{ actions: ["apigateway:*"], resources: ["arn:aws:apigateway:eu-central-1::/apis*"] }],
 * });
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class GithubDeployRole extends Construct {
  /** `aws_iam_role`. */
  readonly role: IamRole;
  /** `aws_iam_openid_connect_provider`, if `createProvider` is set. */
  readonly provider?: IamOpenidConnectProvider;

  constructor(scope: Construct, id: string, props: GithubDeployRoleProps) {
    super(scope, id);
    const settings = withDefaults(this, props);
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

  /** ARN of the role, which a workflow sets as `role-to-assume`. */
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
  return {
    ...props,
    environments: props.environments ?? [],
    branches: props.branches ?? [],
    pullRequests: props.pullRequests ?? false,
    maxSessionSeconds: props.maxSessionSeconds ?? 3600,
    createProvider: props.createProvider ?? false,
    name: props.name ?? physicalName(scope),
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
    name: settings.name,
    description: `Deploys from GitHub: ${settings.repository}`,
    maxSessionDuration: settings.maxSessionSeconds,
    assumeRolePolicy: webIdentityPolicy(providerArn, {
      StringEquals: { [`${issuer}:aud`]: AUDIENCE, [`${issuer}:sub`]: listSubjects(settings) },
    }),
    tags: settings.tags,
  });
}

/**
 * Lists the subjects (`sub`) of accepted tokens. Each is compared as a whole, because a pattern could match unintended
 * subjects.
 * @see https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
function listSubjects(settings: Settings): string[] {
  const { environments, branches, pullRequests } = settings;
  const repository = formatRepository(settings);
  return [
    ...environments.map((name) => `repo:${repository}:environment:${name}`),
    ...branches.map((name) => `repo:${repository}:ref:refs/heads/${name}`),
    ...(pullRequests ? [`repo:${repository}:pull_request`] : []),
  ];
}

/**
 * Formats the repository as in the subject of a token. The form with ids follows GitHub's reference and observed
 * tokens: https://github.com/aws-actions/configure-aws-credentials/pull/1890. The first text of the announcement has
 * dashes instead of `@`.
 * @see https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
 */
function formatRepository({ repository, ownerId, repositoryId }: Settings): string {
  if (ownerId === undefined || repositoryId === undefined) return repository;
  const [owner, name] = repository.split("/");
  return `${owner}@${ownerId}/${name}@${repositoryId}`;
}
