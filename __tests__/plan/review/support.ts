import { type Change, type PlanReview, type ReviewOptions, reviewPlan } from "gatewright/plan";
import { Stack } from "#terraform";

/** Returns the change of a resource in a plan. `parts` overrides the defaults. */
export function change(type: string, parts: Partial<Change> = {}): Change {
  return {
    address: `${type}.one`,
    constructPath: "test/one",
    type,
    action: "update",
    before: {},
    after: {},
    afterUnknown: {},
    beforeSensitive: {},
    afterSensitive: {},
    replacePaths: [],
    ...parts,
  };
}

export function review(changes: readonly Change[], options?: ReviewOptions): PlanReview {
  return reviewPlan({ changes, outputs: [] }, options);
}

/** Reviews one change and returns the lines that are grouped by construct. */
export function constructLines(changed: Change, options?: ReviewOptions): readonly string[] {
  return review([changed], options).constructs.flatMap(({ lines }) => lines);
}

/** Reviews one change and returns the titles and lines of the findings. */
export function findingLines(changed: Change, options?: ReviewOptions): string[] {
  return review([changed], options).findings.flatMap(({ title, findings }) => [
    title,
    ...findings.flatMap(({ lines }) => lines),
  ]);
}

/** Returns a stack with one resource, which is named `one`, and further configuration. */
export function stackWith(type: string, values: object, more: object = {}): Stack {
  return Stack.parse(JSON.stringify({ resource: { [type]: { one: values } }, ...more }));
}

/**
 * Returns review options with the old and the new configuration of a resource.
 *
 * @param more further configuration: one value for both configurations, or one for the old and one for the
 * new
 */
export function configured(
  type: string,
  before: object,
  after: object,
  ...more: readonly object[]
): ReviewOptions {
  return {
    configurations: {
      before: stackWith(type, before, more[0]),
      after: stackWith(type, after, more[1] ?? more[0]),
    },
  };
}

/** Returns a policy document with these statements. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Statement: statements });
}

export const READ = { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" };
export const WRITE = { Effect: "Allow", Action: "s3:PutObject", Resource: ["*"] };
