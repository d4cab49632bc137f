import { type Change, type ReviewOptions, reviewPlan } from "#plan";

/** A change of a resource, as a plan has it. */
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

export function told(changes: readonly Change[], options?: ReviewOptions) {
  return reviewPlan({ changes, outputs: [] }, options);
}

/** What is told of one change that deserves no eyes, a line each. */
export function rest(one: Change, options?: ReviewOptions): readonly string[] {
  return told([one], options).constructs.flatMap(({ lines }) => lines);
}

/** What deserves eyes of one change, a line each. */
export function concerns(one: Change, options?: ReviewOptions): string[] {
  return told([one], options).findings.flatMap(({ title, findings: all }) => [
    title,
    ...all.flatMap(({ lines }) => lines),
  ]);
}

/** A policy document of these statements. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Statement: statements });
}

export const READ = { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" };
export const WRITE = { Effect: "Allow", Action: "s3:PutObject", Resource: ["*"] };
