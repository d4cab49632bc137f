import { type Change, type PlanReview, type ReviewOptions, reviewPlan } from "#plan";
import { Stack } from "#terraform";

/** Returns a change of a resource, as a plan contains it. */
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

/** Returns the lines about constructs in the review of one change. */
export function constructLines(changed: Change, options?: ReviewOptions): readonly string[] {
  return review([changed], options).constructs.flatMap(({ lines }) => lines);
}

/** Returns the titles and lines of the findings in the review of one change. */
export function findingLines(changed: Change, options?: ReviewOptions): string[] {
  return review([changed], options).findings.flatMap(({ title, findings }) => [
    title,
    ...findings.flatMap(({ lines }) => lines),
  ]);
}

/** Returns a stack with one resource, `one`, and any other configuration. */
export function stackWith(type: string, values: object, more: object = {}): Stack {
  return Stack.parse(JSON.stringify({ resource: { [type]: { one: values } }, ...more }));
}

/**
 * Returns the configuration of the same resource before and after a change.
 *
 * @param more further configuration on both sides, or before and after
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
