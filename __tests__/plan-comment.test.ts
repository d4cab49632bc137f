import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./support";

/** What the workflow runs to comment on a pull request, as it stands in its file. */
const SCRIPT =
  /^ +script: \|\n((?: {12}.*\n|\n)+)/m.exec(readFileSync(".github/workflows/plan.yml", "utf8"))?.[1] ?? "";

interface Comment {
  readonly id: number;
  readonly user: { readonly type: string };
  readonly body: string;
}

interface Written {
  readonly comment_id?: number;
  readonly body: string;
}

const URL = "https://github.example/run";

/**
 * What is commented of these plans, by file.
 * @param comments that are there already
 */
async function commented(
  plans: Readonly<Record<string, string>>,
  results: { readonly OFFLINE?: string; readonly REAL?: string } = {},
  comments: readonly Comment[] = [],
): Promise<Written> {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "plans"));
  for (const [name, text] of Object.entries(plans)) writeFileSync(path.join(folder, "plans", name), text);
  const written: Written[] = [];
  const write = async (one: Written) => written.push(one);
  const github = {
    paginate: async () => comments,
    rest: { issues: { updateComment: write, createComment: write } },
  };
  const context = { repo: { owner: "acme", repo: "products" }, issue: { number: 1 } };
  const env = { COMMIT: "abc", RUN: URL, OFFLINE: "success", REAL: "success", ...results };
  // It looks for the plans in the folder that it runs in.
  const script = SCRIPT.replaceAll('"plans"', JSON.stringify(path.join(folder, "plans"))).replaceAll(
    "`plans/",
    `\`${folder}/plans/`,
  );
  const run = new Function("github", "context", "require", "process", `return (async () => {${script}})()`);
  await run(github, context, require, { env });
  const [only] = written;
  if (!only) throw new Error("nothing was commented");
  return only;
}

/** Lines that open or close a fence or a fold. */
function marks(body: string): readonly string[] {
  return body.split("\n").filter((line) => /^(```|~~~|<\/?details)/.test(line));
}

test("a plan and what is deployed are commented, with the commit", async () => {
  const { body } = await commented({
    "offline.md": "### `dev`: 1 to create",
    "real-products-prod.txt": "Plan: ~~~~ 1",
  });
  expect(body).toMatch(
    /^<!-- gatewright: plan -->\n\nThe plan of abc, as it would be merged\.\n\n### `dev`: 1 to create/,
  );
  expect(body).toContain("~~~~~text\nPlan: ~~~~ 1\n~~~~~");
});

test("a plan that failed is told, so that nobody takes an older one for it", async () => {
  expect((await commented({}, { OFFLINE: "failure", REAL: "failure" })).body).toContain(
    `**Planning failed**: [the run](${URL}) says why.\n\n**Planning against what is deployed failed**`,
  );
  expect((await commented({ "offline.md": "x" }, { REAL: "skipped" })).body).not.toContain("deployed");
});

test("the comment that is there is written anew", async () => {
  const mine = { id: 7, user: { type: "Bot" }, body: "<!-- gatewright: plan -->\n\nold" };
  const others = { id: 6, user: { type: "User" }, body: "<!-- gatewright: plan -->" };
  expect((await commented({ "offline.md": "x" }, {}, [others, mine])).comment_id).toBe(7);
  expect((await commented({ "offline.md": "x" }, {}, [others])).comment_id).toBeUndefined();
});

test.each([
  ["one that fills it", 1],
  ["several that share it", 3],
])(
  "of plans too long for a comment, %s, the head is kept and all that is open is closed",
  async (_, count) => {
    const long = Array.from({ length: 20_000 }, (_, line) => `+ line ${line}`).join("\n");
    const real = Array.from({ length: count }, (_, index) => [`real-stack${index}.txt`, long]);
    const { body } = await commented({
      "offline.md": `first\n\n<details>\n\n\`\`\`text\n${long}\n\`\`\`\n\n</details>`,
      ...Object.fromEntries(real),
    });
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.match(/_Cut here/g)).toHaveLength(count + 1);
    const fold = (fence: string) => ["<details>", `${fence}text`, fence, "</details>"];
    expect(marks(body)).toEqual([...fold("```"), ...Array.from({ length: count }, () => fold("~~~")).flat()]);
  },
);
