import { type CheckFinding, defineCheck } from "./check";
import { type AllowStatement, allowStatements } from "./policy-statements";

/** A pattern of actions also allows the actions that AWS adds later. */
export const WILDCARD_ACTION_CHECK = defineCheck({
  name: "wildcard-action",
  severity: "error",
  description: "An IAM policy allows a pattern of actions, such as `dynamodb:*`, or all actions except some.",
  find: (stack) => stack.once(allowStatements).flatMap(findWildcards),
});

function findWildcards({ source, actions, notActions }: AllowStatement): CheckFinding[] {
  const patterns = actions.filter((action) => /[*?]/.test(action));
  const { construct } = source;
  return [
    ...patterns.map((action) => ({
      construct,
      message: `a policy allows the action "${action}"; expected actions without wildcards. List the actions that are needed.`,
    })),
    ...(notActions.length === 0
      ? []
      : [
          {
            construct,
            message: `a policy allows all actions except ${notActions.join(", ")}; expected a list of actions. List the actions that are needed.`,
          },
        ]),
  ];
}
