import { type Statement, validateStatement } from "../iam/policy";
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

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const SESSION = { min: 3600, max: 43_200, unit: "seconds" };

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

/** What is wrong with a role for GitHub. */
export function validateGithubDeployRole(settings: Settings): string[] {
  const { repository, environments, branches, pullRequests, maxSessionSeconds, statements } = settings;
  return [
    ...(REPOSITORY.test(repository)
      ? []
      : [`repository must be an owner and a name, found "${repository}"; write it like "acme/products"`]),
    ...validateIds(settings),
    ...(environments.length + branches.length > 0 || pullRequests
      ? []
      : ["nobody may take it on; name environments, branches or pullRequests"]),
    ...[...environments, ...branches].flatMap(validatePattern),
    ...validateRange("maxSessionSeconds", maxSessionSeconds, SESSION),
    ...(statements.length > 0 ? [] : ["may do nothing; name what it may do in statements"]),
    ...statements.flatMap(validateStatement),
  ];
}

/** A subject has both ids or neither. */
function validateIds({ repository, ownerId, repositoryId }: Settings): string[] {
  const remedy = `as "gh api repos/${repository}" tells them: owner.id and id`;
  const given = Object.entries({ ownerId, repositoryId }).filter(([, id]) => id !== undefined);
  const [only, another] = given.map(([name]) => name);
  return [
    ...(only && !another
      ? [`ownerId and repositoryId belong together, found ${only} alone; give both, ${remedy}`]
      : []),
    ...given.flatMap(([name, id = ""]) =>
      /^\d+$/.test(id) ? [] : [`${name} must be a number, found "${id}"; write its digits, ${remedy}`],
    ),
  ];
}

/** Names are compared whole: a `*` in one would be a name that nothing has. */
function validatePattern(name: string): string[] {
  if (/^[^*?:\s]+$/.test(name)) return [];
  return [`"${name}" is no name of an environment or branch; write each name, without * or ?`];
}
