import { type DroppedKeyword, describeDropped, type ToJsonSchema } from "#contract";

/** Parts of a contract that a model does not check. */
interface Unchecked {
  readonly dropped: readonly DroppedKeyword[];
  readonly errors: readonly string[];
}

/**
 * Returns the errors of a route that must be validated, but has no model.
 * @param convert conversion function. Default: the conversion that each schema itself implements
 */
export function describeMissingModel(
  { errors, dropped }: Unchecked,
  convert: ToJsonSchema | undefined,
): string[] {
  const fix = convert ? "correct `jsonSchema`" : "pass `jsonSchema` to `App.run`";
  if (errors.length > 0)
    return errors.map(
      (error) =>
        `${error}, but \`validate\` is true. Use a schema of JSON values, ${fix}, or remove \`validate\`.`,
    );
  return dropped
    .filter(({ path }) => path === "")
    .map(
      ({ reason }) =>
        `API Gateway cannot validate the body (${reason}), but \`validate\` is true. Change this, or remove \`validate\`.`,
    );
}

/**
 * Returns the message of the check `unchecked-input` for a route, if its model does not check a part of the body.
 * @param hasFunction true if a function serves the route
 */
export function describeUncheckedBody(
  key: string,
  dropped: readonly DroppedKeyword[],
  hasFunction: boolean,
): string[] {
  if (dropped.length === 0) return [];
  return [
    `route "${key}": the model does not check ${dropped.map(describeDropped).join(", ")} of the body. ${hasFunction ? "The function" : "Nothing else"} checks it. Simplify the schema, or waive the check.`,
  ];
}
