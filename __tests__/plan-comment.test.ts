import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./support";

/** JavaScript of the workflow job that posts the plans as a comment on the pull request. */
const SCRIPT =
  /^ +script: \|\n((?: {12}.*\n|\n)+)/m.exec(readFileSync(".github/workflows/plan.yml", "utf8"))?.[1] ?? "";

interface Comment {
  readonly id: number;
  readonly user: { readonly type: string };
  readonly body: string;
}

interface PostedComment {
  readonly comment_id?: number;
  readonly body: string;
}

const URL = "https://github.example/run";

/**
 * Runs the script and returns the comment that it posts.
 * @param plans contents of the plan files by file name
 * @param results results of the workflow jobs
 * @param comments existing comments of the pull request
 */
async function postComment(
  plans: Readonly<Record<string, string>>,
  results: { readonly OFFLINE?: string; readonly REAL?: string } = {},
  comments: readonly Comment[] = [],
): Promise<PostedComment> {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "plans"));
  for (const [name, text] of Object.entries(plans)) writeFileSync(path.join(folder, "plans", name), text);
  const posted: PostedComment[] = [];
  const post = async (comment: PostedComment) => posted.push(comment);
  const github = {
    paginate: async () => comments,
    rest: { issues: { updateComment: post, createComment: post } },
  };
  const context = { repo: { owner: "acme", repo: "products" }, issue: { number: 1 } };
  const env = { COMMIT: "abc", RUN: URL, OFFLINE: "success", REAL: "success", ...results };
  // The script expects the folder `plans` in its working directory, so the path is replaced.
  const script = SCRIPT.replaceAll('"plans"', JSON.stringify(path.join(folder, "plans"))).replaceAll(
    "`plans/",
    `\`${folder}/plans/`,
  );
  const run = new Function("github", "context", "require", "process", `return (async () => {${script}})()`);
  await run(github, context, require, { env });
  const [comment] = posted;
  if (!comment) throw new Error("the script posted no comment");
  return comment;
}

/** Returns the lines of a comment that open or close a code block or a <details> element. */
function blockLines(body: string): readonly string[] {
  return body.split("\n").filter((line) => /^(```|~~~|<\/?details)/.test(line));
}

test("the comment has the offline plan, the real plan and the commit", async () => {
  const { body } = await postComment({
    "offline.md": "### `dev`: 1 to create",
    "real-products-prod.txt": "Plan: ~~~~ 1",
  });
  expect(body).toMatch(
    /^<!-- gatewright: plan -->\n\nPlan of abc, merged into the base branch\.\n\n### `dev`: 1 to create/,
  );
  expect(body).toContain("~~~~~text\nPlan: ~~~~ 1\n~~~~~");
});

test("a failed plan is reported, and no plan of an earlier commit is shown", async () => {
  expect((await postComment({}, { OFFLINE: "failure", REAL: "failure" })).body).toContain(
    `**Planning failed**: see [the run](${URL}).\n\n**Planning against the deployed stack failed**`,
  );
  expect((await postComment({ "offline.md": "x" }, { REAL: "skipped" })).body).not.toContain("deployed");
});

test("the workflow updates its own comment and no other", async () => {
  const mine = { id: 7, user: { type: "Bot" }, body: "<!-- gatewright: plan -->\n\nold" };
  const others = { id: 6, user: { type: "User" }, body: "<!-- gatewright: plan -->" };
  expect((await postComment({ "offline.md": "x" }, {}, [others, mine])).comment_id).toBe(7);
  expect((await postComment({ "offline.md": "x" }, {}, [others])).comment_id).toBeUndefined();
});

test.each([
  ["one plan", 1],
  ["several plans", 3],
])(
  "a comment that is too long because of %s is truncated, and its open blocks are closed",
  async (_, count) => {
    const long = Array.from({ length: 20_000 }, (_, line) => `+ line ${line}`).join("\n");
    const real = Array.from({ length: count }, (_, index) => [`real-stack${index}.txt`, long]);
    const { body } = await postComment({
      "offline.md": `first\n\n<details>\n\n\`\`\`text\n${long}\n\`\`\`\n\n</details>`,
      ...Object.fromEntries(real),
    });
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.match(/_Truncated/g)).toHaveLength(count + 1);
    const fold = (fence: string) => ["<details>", `${fence}text`, fence, "</details>"];
    expect(blockLines(body)).toEqual([
      ...fold("```"),
      ...Array.from({ length: count }, () => fold("~~~")).flat(),
    ]);
  },
);
