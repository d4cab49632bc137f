import { ROLE_SESSION_SECONDS } from "#aws";
import { type Statement, validateStatement } from "../iam/policy";
import { isUnresolved } from "../tokens";
import { validateRange } from "../validation";

interface Settings {
  readonly repository: string;
  readonly ownerId?: string;
  readonly repositoryId?: string;
  readonly environments: readonly string[];
  readonly branches: readonly string[];
  readonly pullRequests: boolean;
  readonly maxSessionSeconds: number;
  readonly statements: readonly Statement[];
}

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

/** Returns the errors of the settings of a `GithubDeployRole`. */
export function validateGithubDeployRole(settings: Settings): string[] {
  const { repository, environments, branches, pullRequests, maxSessionSeconds, statements } = settings;
  return [
    ...(isUnresolved(repository) || REPOSITORY.test(repository)
      ? []
      : [`repository is "${repository}"; expected an owner and a name. Write it like "acme/products".`]),
    ...validateIds(settings),
    ...(environments.length + branches.length > 0 || pullRequests
      ? []
      : ["no GitHub workflow can assume the role. Set `environments`, `branches` or `pullRequests`."]),
    ...[...environments, ...branches].flatMap(validateRefName),
    ...validateRange("maxSessionSeconds", maxSessionSeconds, { ...ROLE_SESSION_SECONDS, unit: "seconds" }),
    ...(statements.length > 0 ? [] : ["statements is empty. Add the permissions of the role."]),
    ...statements.flatMap(validateStatement),
  ];
}

/**
 * Requires `ownerId` and `repositoryId` to be set together, because the `sub` claim contains either both or
 * neither. Requires both IDs to be numeric.
 */
function validateIds({ repository, ownerId, repositoryId }: Settings): string[] {
  const source = `"gh api repos/${repository}" prints them as owner.id and id.`;
  const hasOneId = (ownerId === undefined) !== (repositoryId === undefined);
  const [present, missing] =
    ownerId === undefined ? ["repositoryId", "ownerId"] : ["ownerId", "repositoryId"];
  return [
    ...(hasOneId ? [`${present} is set without ${missing}. Set both; ${source}`] : []),
    ...Object.entries({ ownerId, repositoryId }).flatMap(([name, id]) =>
      id === undefined || isUnresolved(id) || /^\d+$/.test(id)
        ? []
        : [`${name} is "${id}"; expected digits. Copy both IDs; ${source}`],
    ),
  ];
}

/**
 * Rejects the name of an environment or branch with a wildcard. IAM compares the subject of a token as a
 * whole, without wildcards, so a name with a wildcard would never match.
 */
function validateRefName(name: string): string[] {
  if (isUnresolved(name) || /^[^*?:\s]+$/.test(name)) return [];
  return [
    `"${name}" is not an environment or branch name; expected no *, ?, : or space. Write each name in full.`,
  ];
}
