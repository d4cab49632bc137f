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
import { validateGithubDeployRole } from "./github-deploy-role-limits";

export interface GithubDeployRoleProps {
  /** `acme/products`. */
  readonly repository: string;
  /**
   * GitHub's number of the repository's owner, `123456`. With `repositoryId` it is what the subject of a token must have
   * beside the names, as it has for repositories that were created, renamed or transferred after July 15, 2026, and for
   * those that opted in. `gh api repos/acme/products` tells both, as `owner.id` and `id`. Default: names alone.
   */
  readonly ownerId?: string;
  /** GitHub's number of the repository, `456789`; see `ownerId`. */
  readonly repositoryId?: string;
  /**
   * The environments of the repository whose jobs may take the role on: `production`. Protect them with reviewers and
   * branches on GitHub. Default: none.
   */
  readonly environments?: readonly string[];
  /** The branches whose jobs, without an environment, may take the role on: `main`. Default: none. */
  readonly branches?: readonly string[];
  /** Whether jobs of pull requests may take it on, as a role that only plans may be. Default: false. */
  readonly pullRequests?: boolean;
  /** What it may do. */
  readonly statements: readonly Statement[];
  /** How long a job has it at most, in seconds, 3600 to 43,200. Default: 3600. */
  readonly maxSessionSeconds?: number;
  /**
   * Whether this makes GitHub's identity provider, of which an account has one. Default: false, it is there, and is
   * looked up.
   */
  readonly createProvider?: boolean;
  /** 64 characters at most. Default: its path, `deploy-github`. */
  readonly name?: string;
  /** Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** https://docs.github.com/en/actions/reference/security/oidc */
const ISSUER = "https://token.actions.githubusercontent.com";
/** What `aws-actions/configure-aws-credentials` asks a token for. */
const AUDIENCE = "sts.amazonaws.com";

/**
 * A role that jobs of one GitHub repository take on by GitHub's own short-lived tokens: no key of AWS is kept anywhere.
 *
 * It belongs in a stack of its own, which a person deploys once, since what deploys a stack must not be the stack's own
 * to change.
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
  /** `aws_iam_openid_connect_provider`, where it is made here. */
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

  /** What a workflow gives as `role-to-assume`. */
  get arn(): string {
    return this.role.arn;
  }
}

const ROLE_NAME = {
  what: "role name",
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
      StringEquals: { [`${issuer}:aud`]: AUDIENCE, [`${issuer}:sub`]: subjects(settings) },
    }),
    tags: settings.tags,
  });
}

/**
 * What a token's `sub` must be, whole: a pattern there would let in what nobody thought of.
 * @see https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
function subjects(settings: Settings): string[] {
  const { environments, branches, pullRequests } = settings;
  const repository = repositoryClaim(settings);
  return [
    ...environments.map((name) => `repo:${repository}:environment:${name}`),
    ...branches.map((name) => `repo:${repository}:ref:refs/heads/${name}`),
    ...(pullRequests ? [`repo:${repository}:pull_request`] : []),
  ];
}

/**
 * How a `sub` names the repository. The form with ids is that of GitHub's reference, and of tokens that were seen:
 * https://github.com/aws-actions/configure-aws-credentials/pull/1890. The announcement's first text has dashes for `@`.
 * @see https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
 */
function repositoryClaim({ repository, ownerId, repositoryId }: Settings): string {
  if (ownerId === undefined || repositoryId === undefined) return repository;
  const [owner, name] = repository.split("/");
  return `${owner}@${ownerId}/${name}@${repositoryId}`;
}
