import { needsEveryResource } from "#aws";
import { type CheckFinding, defineCheck } from "./check";
import { type AllowStatement, allowStatements } from "./policy-statements";

/** A permission for every resource also includes the resources of other applications in the account. */
export const WILDCARD_RESOURCE_CHECK = defineCheck({
  name: "wildcard-resource",
  severity: "error",
  description:
    "An IAM policy allows actions on every resource, although the service has narrower resources for them.",
  find: (stack) => stack.once(allowStatements).flatMap(findWildcards),
});

/** Matches `*`, and an ARN of every resource of a service, such as `arn:aws:dynamodb:*:*:*`. */
const EVERY_RESOURCE = /^(?:\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$/;

function findWildcards(statement: AllowStatement): CheckFinding[] {
  const { construct } = statement.source;
  const actions = statement.actions.filter((action) => !needsEveryResource(action));
  const all = actions.length === 0 ? [] : statement.resources.filter((arn) => EVERY_RESOURCE.test(arn));
  const fix = "List the ARNs of the resources.";
  return [
    ...all.map((resource) => ({
      construct,
      message: `a policy allows ${formatActions(actions)} on the resource "${resource}"; expected the ARNs of single resources. ${fix}`,
    })),
    ...(statement.notResources.length === 0
      ? []
      : [
          {
            construct,
            message: `a policy allows ${formatActions(statement.actions)} on all resources except ${statement.notResources.join(", ")}; expected the ARNs of single resources. ${fix}`,
          },
        ]),
  ];
}

/** Lists up to three actions. For more actions, lists two and the number of the others. */
function formatActions(actions: readonly string[]): string {
  if (actions.length <= 3) return actions.join(", ");
  return `${actions.slice(0, 2).join(", ")} and ${actions.length - 2} more actions`;
}
