import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import path from "node:path";
import { PROJECT_FILE } from "#project-root";
import { devOutputParent, isAbandoned, outputDir, synthesize, TemporaryDir } from "#synth";
import { readStacks, StackError, type SynthesizedStack } from "#terraform";

/** Stacks of a commit, synthesized in a temporary folder. */
export interface SynthesizedCommit {
  readonly stacks: readonly SynthesizedStack[];
  /**
   * True if a lock file of the commit differs from the same file in the working tree. Even then,
   * the commit is synthesized with the packages that are installed for the working tree, so the plan does not
   * show changes inside packages.
   */
  readonly hasOtherPackages: boolean;
  /** Removes the temporary folder with the synthesized stacks. */
  remove(): void;
}

/**
 * Synthesizes a commit in a temporary git worktree, with the packages that are installed for the working
 * tree. The worktree is removed by `remove()`, or when this process ends.
 *
 * @param ref branch, tag or commit: `main`, `HEAD~1`, a hash
 * @param project absolute path of the project in the working tree
 * @throws StackError if the project is in no git repository, or if the commit is unknown or cannot be synthesized
 */
export async function synthesizeCommit(ref: string, project: string): Promise<SynthesizedCommit> {
  const repository = new Repository(project);
  const commit = resolveCommit(ref, repository);
  removeAbandonedWorktrees(repository);
  const { path: folder, remove } = new TemporaryDir(() =>
    repository.tryRun("worktree", "remove", "--force", tree),
  );
  // Resolves symbolic links. In the app, `process.cwd()` returns a path without symbolic links, and the app
  // computes paths relative to it.
  const tree = path.join(realpathSync(folder), WORKTREE);
  try {
    addWorktree(tree, commit, repository);
    const folders = projectDirs(tree, repository);
    folders.forEach(linkPackages);
    const stacks = await readCommitStacks(folders[0], ref);
    return { stacks, hasOtherPackages: folders.some(hasOtherLock), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Name of the worktree in its temporary folder. */
const WORKTREE = "tree";

/**
 * Removes the worktrees of processes that have ended without removing them. git would otherwise keep their entries. Other
 * worktrees stay, even if their folders are missing.
 */
function removeAbandonedWorktrees(repository: Repository): void {
  const { stdout } = repository.tryRun("worktree", "list", "--porcelain");
  const trees = [...(stdout ?? "").matchAll(/^worktree (.+)$/gm)].map(([, tree = ""]) => tree);
  for (const tree of trees) {
    const isOwn = path.basename(tree) === WORKTREE && isAbandoned(path.dirname(tree));
    // git locks a worktree until it is complete. The second --force removes a locked worktree.
    if (isOwn) repository.tryRun("worktree", "remove", "--force", "--force", tree);
  }
}

/**
 * Returns the hash of a commit. Later git commands use the hash instead of the ref, because git could
 * interpret a ref that starts with `-` as an option.
 */
function resolveCommit(ref: string, repository: Repository): string {
  repository.run(
    ["rev-parse", "--git-dir"],
    (reason) =>
      `--against ${ref} needs a git repository that contains the project (${reason}). Create one, name a folder of Terraform JSON, or run without --against.`,
  );
  const hash = repository.run(
    ["rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`],
    (reason) =>
      `git has no commit "${ref}" to compare with (${reason}). Name a branch, a tag, a hash or a folder of Terraform JSON.`,
  );
  return hash.trimEnd();
}

function addWorktree(tree: string, commit: string, repository: Repository): void {
  repository.run(
    ["worktree", "add", "--detach", tree, commit],
    (reason) => `git cannot check out ${commit} (${reason})`,
  );
}

/** Folder of the repository, with its absolute paths in the working tree and in the temporary worktree. */
interface ProjectDir {
  readonly current: string;
  readonly committed: string;
}

/**
 * Returns the project's folder and its parent folders in the repository, nearest first. Node looks for
 * `node_modules` in all of these folders.
 */
function projectDirs(tree: string, repository: Repository): readonly [ProjectDir, ...ProjectDir[]] {
  const [top = "", prefix = ""] = repository
    .run(["rev-parse", "--show-toplevel", "--show-prefix"])
    .split("\n");
  const steps = prefix.split("/").filter(Boolean);
  const at = (depth: number) => {
    const folders = steps.slice(0, depth);
    return { current: path.join(top, ...folders), committed: path.join(tree, ...folders) };
  };
  return [at(steps.length), ...steps.map((_, depth) => at(depth)).reverse()];
}

function linkPackages({ current, committed }: ProjectDir): void {
  const installed = path.join(current, "node_modules");
  const link = path.join(committed, "node_modules");
  if (existsSync(installed) && existsSync(committed) && !existsSync(link))
    symlinkSync(installed, link, "junction");
}

/** Lock files of npm, pnpm, Yarn and Bun. */
const LOCK_FILES = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

function hasOtherLock({ current, committed }: ProjectDir): boolean {
  return LOCK_FILES.some(
    (file) => readText(path.join(current, file)) !== readText(path.join(committed, file)),
  );
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

async function readCommitStacks(
  { current, committed }: ProjectDir,
  ref: string,
): Promise<readonly SynthesizedStack[]> {
  if (!existsSync(path.join(committed, PROJECT_FILE))) {
    throw new StackError(`${ref} has no cdktf.json in the folder of the project. Run without --against.`);
  }
  // The folder is next to the output of the working tree, because Terraform JSON may contain relative paths, such as the
  // path of a local state file.
  const out = await synthesize(committed, { output: path.join(devOutputParent(committed), "commit") });
  if (out === undefined) throw new StackError(`${ref} cannot be synthesized; see the errors above.`);
  const stacks = readStacks(out, outputDir(committed));
  const installed = outputDir(current);
  for (const { deployDir = out } of stacks)
    linkModules(path.join(installed, path.relative(outputDir(committed), deployDir)), deployDir);
  return stacks;
}

/** Links the Terraform modules that are installed for a stack of the working tree, so that they are not downloaded. */
function linkModules(installed: string, deployDir: string): void {
  const [from = "", to = ""] = [installed, deployDir].map((dir) => path.join(dir, ".terraform", "modules"));
  if (!existsSync(from) || existsSync(to)) return;
  mkdirSync(path.dirname(to), { recursive: true });
  symlinkSync(from, to, "junction");
}

/** Git repository that contains a project. */
class Repository {
  readonly #project: string;

  constructor(project: string) {
    this.#project = project;
  }

  /**
   * Runs git in the folder of the project and returns its output.
   *
   * @param toMessage creates the error message from the last line that git printed
   * @throws StackError if git fails
   */
  run(args: readonly string[], toMessage = (reason: string) => `git ${args[0]}: ${reason}`): string {
    const { status, stdout, stderr, error } = this.tryRun(...args);
    if (status === 0) return stdout;
    const output = error?.message ?? stderr;
    throw new StackError(toMessage(output.trim().split("\n").at(-1) ?? ""));
  }

  /**
   * Runs git in the folder of the project.
   *
   * When git runs a hook, it sets environment variables that select the index of the working tree. These
   * variables are removed, because `git worktree add` would otherwise overwrite this index. The hooks of the
   * repository are disabled, so that the checkout does not run them.
   * @see https://git-scm.com/docs/git-rev-parse#Documentation/git-rev-parse.txt---local-env-vars
   */
  tryRun(...args: readonly string[]) {
    const variables = Object.entries(process.env).filter(([name]) => !REPOSITORY_VARIABLES.includes(name));
    return spawnSync("git", ["-c", "core.hooksPath=/dev/null", ...args], {
      cwd: this.#project,
      encoding: "utf8",
      env: Object.fromEntries(variables),
    });
  }
}

/**
 * Environment variables that select a repository, its index or its objects. The list is that of
 * `git rev-parse --local-env-vars`, without the variables that set git configuration.
 */
const REPOSITORY_VARIABLES = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];
