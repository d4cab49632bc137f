import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ENDLESS_APP, git, killRunningApp, writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";
import { environment } from "./project";

const SCRIPT = path.join(__dirname, "synthesize-commit-fixture.ts");
/** Code that fails if Node does not find the installed packages. */
const REQUIRE_PACKAGE = 'require.resolve("cdktf");\n';

interface Repository {
  readonly top: string;
  readonly project: string;
}

/** Creates a git repository with one commit. The project is in the folder `below` of the repository. */
function createRepository({ below = "", app }: { below?: string; app?: string } = {}): Repository {
  const top = temporaryFolder();
  const project = path.join(top, below);
  writeSmallProject(project, REQUIRE_PACKAGE, app);
  writeFileSync(path.join(top, ".gitignore"), "node_modules\n");
  writeFileSync(path.join(top, "package-lock.json"), '{"packages":{}}');
  symlinkSync(path.resolve("node_modules"), path.join(top, "node_modules"));
  git(top, "init", "--quiet");
  commitAll(top);
  return { top, project };
}

function commitAll(top: string): void {
  git(top, "add", "--all");
  git(top, "commit", "--quiet", "--message", "all");
}

/** Synthesizes a commit and returns the outcome. Checks that no files are left behind. */
function runAt(ref: string, { top, project }: Repository, more: Record<string, string> = {}) {
  const TMPDIR = temporaryFolder();
  const env = environment({ TMPDIR, ...more });
  const args = ["--import", "tsx", SCRIPT, ref];
  const { stdout } = spawnSync(process.execPath, args, { cwd: project, env, encoding: "utf8" });
  expect(findLeftovers(top, TMPDIR)).toEqual({ folders: [], worktrees: 1 });
  return JSON.parse(stdout);
}

function findLeftovers(top: string, temporary: string) {
  const worktrees = git(top, "worktree", "list").trim().split("\n").length;
  return { folders: readdirSync(temporary).filter((name) => name.startsWith("gatewright-")), worktrees };
}

function setTopic({ project }: Repository, topic: string): void {
  writeFileSync(path.join(project, "settings.json"), JSON.stringify({ topic }));
}

test("a commit is synthesized with its own files and the installed packages", () => {
  const repository = createRepository();
  setTopic(repository, "second");
  expect(runAt("HEAD", repository)).toMatchObject({
    resources: ["aws_sns_topic.first"],
    hasOtherPackages: false,
  });
});

test("synthesizing a commit inside a git hook keeps the staged files and runs no other hook", () => {
  const repository = createRepository();
  const { top } = repository;
  setTopic(repository, "second");
  git(top, "add", "--all");
  writeFileSync(path.join(top, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${top}/hooked\n`, {
    mode: 0o755,
  });
  const staged = git(top, "diff", "--cached", "--name-only");
  runAt("HEAD", repository, {
    GIT_INDEX_FILE: path.join(top, ".git/index"),
    GIT_DIR: path.join(top, ".git"),
  });
  expect(git(top, "diff", "--cached", "--name-only")).toBe(staged);
  expect(existsSync(path.join(top, "hooked"))).toBe(false);
});

test("a project in a subfolder of its repository uses the packages of the parent folder", () => {
  const repository = createRepository({ below: "apis/things" });
  setTopic(repository, "second");
  expect(runAt("HEAD", repository)).toMatchObject({
    resources: ["aws_sns_topic.first"],
    hasOtherPackages: false,
  });
});

test.each(["", "../out/of", temporaryFolder()])(
  "the output of a commit is inside its worktree if CDKTF_OUTDIR is %j",
  (CDKTF_OUTDIR) => {
    const repository = createRepository({ below: "apis/things" });
    const { folders } = runAt("HEAD", repository, { CDKTF_OUTDIR });
    expect(folders).toEqual([
      expect.stringContaining("/tree/apis/things/.gatewright/out/commit/stacks/things"),
    ]);
    const out = path.resolve(repository.project, CDKTF_OUTDIR, "stacks");
    expect(existsSync(out)).toBe(false);
  },
);

test.each([
  ["package-lock.json", ""],
  ["package-lock.json", "apis/things"],
  ["pnpm-lock.yaml", ""],
])("a commit with a different %s is reported for a project in the folder %j", (file, below) => {
  const repository = createRepository({ below });
  writeFileSync(path.join(repository.top, file), '{"packages":{"node_modules/cdktf":{}}}');
  expect(runAt("HEAD", repository).hasOtherPackages).toBe(true);
});

test.each(["nowhere", "--lock", "--detach", "HEAD:app.cjs", ""])(
  "the ref %j is rejected because it is not a commit",
  (ref) => {
    const { error } = runAt(ref, createRepository());
    expect(error).toMatch(/^StackError: git has no commit "/);
    expect(error).toContain(`"${ref}" to compare with (fatal: Needed a single revision). Name a branch, `);
  },
);

test("a tag that looks like a git option is accepted", () => {
  const repository = createRepository();
  git(repository.top, "update-ref", "refs/tags/--lock", "HEAD");
  setTopic(repository, "second");
  expect(runAt("--lock", repository)).toMatchObject({ resources: ["aws_sns_topic.first"] });
});

test("a ref is rejected in a folder outside a repository", () => {
  const project = temporaryFolder();
  symlinkSync(path.resolve("node_modules"), path.join(project, "node_modules"));
  const args = ["--import", "tsx", SCRIPT, "main"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
  expect(JSON.parse(stdout).error).toMatch(
    /^StackError: --against main needs a git repository that contains the project \(.*not a git repository/,
  );
});

test("a commit that cannot be synthesized is reported", () => {
  const repository = createRepository({ app: "process.exit(1);" });
  expect(runAt("HEAD", repository)).toEqual({
    error: "StackError: HEAD cannot be synthesized; see the errors above.",
  });
});

test("a commit that does not contain the project is reported", () => {
  const repository = createRepository();
  const project = path.join(repository.top, "new");
  writeSmallProject(project);
  expect(runAt("HEAD", { ...repository, project })).toEqual({
    error: "StackError: HEAD has no cdktf.json in the folder of the project. Run without --against.",
  });
});

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
test.each(SIGNALS)(
  "%s ends the synthesis and leaves no files behind",
  async (signal) => {
    const { top, project } = createRepository({ app: ENDLESS_APP });
    const TMPDIR = temporaryFolder();
    const args = ["--import", "tsx", SCRIPT, "HEAD"];
    expect(await killRunningApp(signal, args, { cwd: project, env: environment({ TMPDIR }) })).toBe(signal);
    expect(findLeftovers(top, TMPDIR)).toEqual({ folders: [], worktrees: 1 });
  },
  15_000,
);

test("a killed synthesis leaves a worktree, which the next one removes, and other worktrees stay", async () => {
  const { top, project } = createRepository({ app: ENDLESS_APP });
  const TMPDIR = temporaryFolder();
  const args = ["--import", "tsx", SCRIPT, "HEAD"];
  await killRunningApp("SIGKILL", args, { cwd: project, env: environment({ TMPDIR }) });
  expect(findLeftovers(top, TMPDIR)).toMatchObject({ worktrees: 2 });
  const other = path.join(temporaryFolder(), "tree");
  git(top, "worktree", "add", "--quiet", "--detach", other);
  writeSmallProject(project, REQUIRE_PACKAGE);
  commitAll(top);
  spawnSync(process.execPath, args, { cwd: project, env: environment({ TMPDIR }) });
  expect(findLeftovers(top, TMPDIR)).toEqual({ folders: [], worktrees: 2 });
  expect(git(top, "worktree", "list")).toContain(`${other} `);
}, 15_000);
