import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readStacks, StackError, type StackFolder, synthesize } from "#terraform";

/** A commit's stacks, in a folder of their own. */
export interface SynthesizedCommit {
  readonly stacks: readonly StackFolder[];
  /** Removes the folder. */
  remove(): void;
}

/**
 * Synthesizes a commit in a worktree of its own, with the packages that are installed here.
 *
 * @param ref `main`, `HEAD~1`, a commit's hash
 * @throws StackError where there is no such commit, or it cannot be synthesized
 */
export async function synthesizedAt(ref: string): Promise<SynthesizedCommit> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "gatewright-against-")));
  const tree = path.join(folder, "tree");
  const remove = () => {
    process.off("exit", remove);
    git(["worktree", "remove", "--force", tree]);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", remove);
  try {
    addWorktree(tree, ref);
    const packages = path.join(tree, "node_modules");
    if (!existsSync(packages)) symlinkSync(path.resolve("node_modules"), packages, "junction");
    const out = await synthesize(tree);
    if (out === undefined) throw new StackError(`${ref} cannot be synthesized, for what is said above`);
    return { stacks: readStacks(out), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function addWorktree(tree: string, ref: string): void {
  const failure = git(["worktree", "add", "--detach", tree, ref]);
  if (failure !== undefined) {
    throw new StackError(
      `git has no commit "${ref}" to plan against (${failure}); name a branch, a tag or a hash`,
    );
  }
}

/** @returns what git says where it fails */
function git(args: readonly string[]): string | undefined {
  try {
    execFileSync("git", args, { stdio: ["ignore", "pipe", "pipe"] });
    return undefined;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    return (stderr?.toString() ?? (error as Error).message).trim().split("\n").at(-1);
  }
}
