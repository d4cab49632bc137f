import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ENDLESS_APPLICATION, endedBy, git, writeSmallProject } from "../small-project";
import { temporaryFolder } from "../support";
import { environment } from "./project";

const SCRIPT = path.join(__dirname, "synthesize-commit-fixture.ts");
/** What fails where packages are not found. */
const PACKAGE = 'require.resolve("cdktf");\n';

interface Repository {
  readonly top: string;
  readonly project: string;
}

/** A repository of git with one commit, and a project in it. */
function repository({ below = "", application }: { below?: string; application?: string } = {}): Repository {
  const top = temporaryFolder();
  const project = path.join(top, below);
  writeSmallProject(project, PACKAGE, application);
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

/** What a commit synthesizes to; nothing of that is left behind. */
function at(ref: string, { top, project }: Repository, more: Record<string, string> = {}) {
  const TMPDIR = temporaryFolder();
  const env = environment({ TMPDIR, ...more });
  const args = ["--import", "tsx", SCRIPT, ref];
  const { stdout } = spawnSync(process.execPath, args, { cwd: project, env, encoding: "utf8" });
  expect(leftOf(top, TMPDIR)).toEqual({ folders: [], worktrees: 1 });
  return JSON.parse(stdout);
}

function leftOf(top: string, temporary: string) {
  const worktrees = git(top, "worktree", "list").trim().split("\n").length;
  return { folders: readdirSync(temporary).filter((name) => name.startsWith("gatewright-")), worktrees };
}

function setTopic({ project }: Repository, topic: string): void {
  writeFileSync(path.join(project, "settings.json"), JSON.stringify({ topic }));
}

test("a commit is synthesized as it was, with the packages that are installed here", () => {
  const here = repository();
  setTopic(here, "second");
  expect(at("HEAD", here)).toMatchObject({ resources: ["aws_sns_topic.first"], hasOtherPackages: false });
});

test("within a hook of git's, what is staged stays staged, and no hook is run", () => {
  const here = repository();
  const { top } = here;
  setTopic(here, "second");
  git(top, "add", "--all");
  writeFileSync(path.join(top, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${top}/hooked\n`, {
    mode: 0o755,
  });
  const staged = git(top, "diff", "--cached", "--name-only");
  at("HEAD", here, { GIT_INDEX_FILE: path.join(top, ".git/index"), GIT_DIR: path.join(top, ".git") });
  expect(git(top, "diff", "--cached", "--name-only")).toBe(staged);
  expect(existsSync(path.join(top, "hooked"))).toBe(false);
});

test("a project in a folder of its repository is found, and the packages above it", () => {
  const here = repository({ below: "apis/things" });
  setTopic(here, "second");
  expect(at("HEAD", here)).toMatchObject({ resources: ["aws_sns_topic.first"], hasOtherPackages: false });
});

test.each([
  ["where it is here", "../out/of", "/tree/apis/out/of/stacks/things"],
  [
    "where its own would be, if here it is outside",
    temporaryFolder(),
    "/tree/apis/things/cdktf.out/stacks/things",
  ],
])("the worktree alone is written to, %s", (_, CDKTF_OUTDIR, expected) => {
  const here = repository({ below: "apis/things" });
  const { folders } = at("HEAD", here, { CDKTF_OUTDIR });
  expect(folders).toEqual([expect.stringContaining(expected)]);
  const out = path.resolve(here.project, CDKTF_OUTDIR);
  expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
});

test.each(["", "apis/things"])("that a commit locks other packages is told, in a project at %j", (below) => {
  const here = repository({ below });
  writeFileSync(path.join(here.top, "package-lock.json"), '{"packages":{"node_modules/cdktf":{}}}');
  expect(at("HEAD", here).hasOtherPackages).toBe(true);
});

test.each(["nowhere", "--lock", "--detach", "HEAD:app.cjs", ""])("%j is no commit", (ref) => {
  const { error } = at(ref, repository());
  expect(error).toMatch(/^StackError: git has no commit "/);
  expect(error).toContain(`"${ref}" to plan against (fatal: Needed a single revision); name a branch, `);
});

test("a tag that looks like an option of git's is a tag", () => {
  const here = repository();
  git(here.top, "update-ref", "refs/tags/--lock", "HEAD");
  setTopic(here, "second");
  expect(at("--lock", here)).toMatchObject({ resources: ["aws_sns_topic.first"] });
});

test("a folder that is in no repository has no commits", () => {
  const project = temporaryFolder();
  symlinkSync(path.resolve("node_modules"), path.join(project, "node_modules"));
  const args = ["--import", "tsx", SCRIPT, "main"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
  expect(JSON.parse(stdout).error).toMatch(
    /^StackError: git has no commit "main" .*\(.*not a git repository/,
  );
});

test("a commit that cannot be synthesized is told of", () => {
  const here = repository({ application: "process.exit(1);" });
  expect(at("HEAD", here)).toEqual({
    error: "StackError: HEAD cannot be synthesized, for what is said above",
  });
});

test("a commit from before the project is told of", () => {
  const here = repository();
  const project = path.join(here.top, "new");
  writeSmallProject(project);
  expect(at("HEAD", { ...here, project })).toEqual({
    error: "StackError: HEAD has no cdktf.json where this project is; plan without --against",
  });
});

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
test.each(SIGNALS)(
  "%s ends the synth, and leaves nothing behind",
  async (signal) => {
    const { top, project } = repository({ application: ENDLESS_APPLICATION });
    const TMPDIR = temporaryFolder();
    const args = ["--import", "tsx", SCRIPT, "HEAD"];
    expect(await endedBy(signal, args, { cwd: project, env: environment({ TMPDIR }) })).toBe(signal);
    expect(leftOf(top, TMPDIR)).toEqual({ folders: [], worktrees: 1 });
  },
  15_000,
);
