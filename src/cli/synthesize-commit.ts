import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import path from "node:path";
import { outputDir, synthesize, TemporaryDir } from "#synth";
import { readStacks, StackError, type SynthesizedStack } from "#terraform";

/** A commit's stacks, in a folder of their own. */
export interface SynthesizedCommit {
  readonly stacks: readonly SynthesizedStack[];
  /** Whether the commit locks other packages: it was synthesized with those that are installed here all the same. */
  readonly hasOtherPackages: boolean;
  /** Removes the folder. */
  remove(): void;
}

/**
 * Synthesizes a commit in a worktree of its own, with the packages that are installed here. The worktree goes when it is
 * removed, or with this process.
 *
 * @param ref `main`, `HEAD~1`, a commit's hash
 * @throws StackError where there is no such commit, or it cannot be synthesized
 */
export async function synthesizeCommit(ref: string): Promise<SynthesizedCommit> {
  const commit = resolveCommit(ref);
  const { path: folder, remove } = new TemporaryDir(() => removeWorktree(tree));
  // By its real path, which is what the application will see of it.
  const tree = path.join(realpathSync(folder), "tree");
  try {
    addWorktree(tree, commit);
    const folders = projectDirs(tree);
    folders.forEach(linkPackages);
    const stacks = await readCommitStacks(folders[0], tree, ref);
    return { stacks, hasOtherPackages: folders.some(hasOtherLock), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The hash of a commit: a ref may look like an option of git's. */
function resolveCommit(ref: string): string {
  const hash = git(
    ["rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`],
    (failure) => `git has no commit "${ref}" to plan against (${failure}); name a branch, a tag or a hash`,
  );
  return hash.trimEnd();
}

function addWorktree(tree: string, commit: string): void {
  git(
    ["worktree", "add", "--detach", tree, commit],
    (failure) => `git cannot check ${commit} out to plan against it (${failure})`,
  );
}

/** Git keeps a record of it in the repository. Where it was not added there is none. */
function removeWorktree(tree: string): void {
  runGit(["worktree", "remove", "--force", tree]);
}

/** A folder of the repository, here and in the worktree. */
interface ProjectDir {
  readonly here: string;
  readonly there: string;
}

/** The project's folder, and those above it in its repository, where Node looks for packages too. */
function projectDirs(tree: string): readonly [ProjectDir, ...ProjectDir[]] {
  const [top = "", prefix = ""] = git(["rev-parse", "--show-toplevel", "--show-prefix"]).split("\n");
  const steps = prefix.split("/").filter(Boolean);
  const at = (depth: number) => {
    const own = steps.slice(0, depth);
    return { here: path.join(top, ...own), there: path.join(tree, ...own) };
  };
  return [at(steps.length), ...steps.map((_, depth) => at(depth)).reverse()];
}

function linkPackages({ here, there }: ProjectDir): void {
  const installed = path.join(here, "node_modules");
  const link = path.join(there, "node_modules");
  if (existsSync(installed) && existsSync(there) && !existsSync(link))
    symlinkSync(installed, link, "junction");
}

function hasOtherLock({ here, there }: ProjectDir): boolean {
  return readText(path.join(here, "package-lock.json")) !== readText(path.join(there, "package-lock.json"));
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

async function readCommitStacks(
  project: ProjectDir,
  tree: string,
  ref: string,
): Promise<readonly SynthesizedStack[]> {
  if (!existsSync(path.join(project.there, "cdktf.json"))) {
    throw new StackError(`${ref} has no cdktf.json where this project is; plan without --against`);
  }
  const out = await synthesize(project.there, { output: commitOutputDir(tree, project) });
  if (out === undefined) throw new StackError(`${ref} cannot be synthesized, for what is said above`);
  return readStacks(out);
}

/**
 * In the worktree, wherever the working tree's is: `CDKTF_OUTDIR` would give both one folder. Where it can be, it is as
 * far from the project as here, for paths between the two are in the Terraform: that of a state in a file.
 */
function commitOutputDir(tree: string, { here, there }: ProjectDir): string {
  const alike = path.join(there, path.relative(here, outputDir(here)));
  const isInTree = !path.relative(tree, alike).startsWith("..");
  return isInTree ? alike : path.join(there, "cdktf.out");
}

/**
 * What git answers.
 *
 * @param fault what to say where it fails, of the last that it says
 * @throws StackError
 */
function git(args: readonly string[], fault = (failure: string) => `git ${args[0]}: ${failure}`): string {
  const { status, stdout, stderr, error } = runGit(args);
  if (status === 0) return stdout;
  const said = error?.message ?? stderr;
  throw new StackError(fault(said.trim().split("\n").at(-1) ?? ""));
}

/**
 * Runs git on the repository of this folder alone: within a hook, git's variables name another index, which a worktree
 * would overwrite. Nor has a checkout here anything to do with the repository's hooks.
 * @see https://git-scm.com/docs/git-rev-parse#Documentation/git-rev-parse.txt---local-env-vars
 */
function runGit(args: readonly string[]) {
  const kept = Object.entries(process.env).filter(([name]) => !OF_ONE_REPOSITORY.test(name));
  return spawnSync("git", ["-c", "core.hooksPath=/dev/null", ...args], {
    encoding: "utf8",
    env: Object.fromEntries(kept),
  });
}

const OF_ONE_REPOSITORY =
  /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|DIR|GRAFT_FILE|IMPLICIT_WORK_TREE|INDEX_FILE|INTERNAL_SUPER_PREFIX|NO_REPLACE_OBJECTS|OBJECT_DIRECTORY|PREFIX|REPLACE_REF_BASE|SHALLOW_FILE|WORK_TREE)$/;
