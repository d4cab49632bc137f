import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = ".github/workflows";
const PAGE = "docs/plan.md";
const EXAMPLES = [...readFileSync(PAGE, "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
  ([, text = ""]) => [`in ${PAGE}`, text] as const,
);
const WORKFLOWS = [
  ...readdirSync(FOLDER).map((name) => [name, readFileSync(path.join(FOLDER, name), "utf8")] as const),
  ...EXAMPLES,
];

test(`${PAGE} contains an example of a workflow`, () => {
  expect(EXAMPLES).toHaveLength(1);
});

test.each(WORKFLOWS)(
  "the workflow %s pins each action by commit, with its version in a comment",
  (_, text = "") => {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, action = ""]) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual(
      [],
    );
  },
);

test.each(WORKFLOWS)(
  "the workflow %s has only read permission by default and contains no secrets",
  (_, text) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(text).not.toMatch(/secrets\.|AWS_SECRET_ACCESS_KEY|aws-access-key-id/);
  },
);

test.each(WORKFLOWS)(
  "the workflow %s uses no expression in a script, to prevent script injection",
  (_, text = "") => {
    const runs = [...text.matchAll(/^ +(?:- )?run: (\|\n(?: {10,}.*\n)+|.*)/gm)].map(
      ([, script = ""]) => script,
    );
    expect(runs.filter((script) => script.includes("${{"))).toEqual([]);
  },
);
