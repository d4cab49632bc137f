import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { SynthesizedStack } from "#terraform";

/** Number of parent folders that a copy has: a path of the stack can start with this many `../`. */
const LEVELS = 8;

/** Name of each parent folder of a copy. No file of a user should have this name. */
const PARENT = "gatewright-plan-parent";

/**
 * Returns the folder for the copy of a stack. The path is the same for all stacks, so that values such as `path.cwd` do
 * not differ between a stack and its base stack.
 *
 * @param temporary temporary folder of the plan
 */
export function stackCopyDir(temporary: string): string {
  return path.join(temporary, ...new Array<string>(LEVELS).fill(PARENT), "gatewright-plan-stack");
}

/**
 * Copies a stack, so that Terraform can write to its folder. The copy replaces the previous copy.
 *
 * - Files of an earlier Terraform run are not copied, except for the installed modules. Terraform therefore does not
 *   download these modules again.
 * - Each parent folder of the copy has links to the files in the parent folder of the stack, so that paths such as
 *   `../modules/queue` stay valid.
 */
export function copyStack({ dir, deployDir = dir }: SynthesizedStack, temporary: string): void {
  const copy = stackCopyDir(temporary);
  rmSync(path.join(temporary, PARENT), { recursive: true, force: true });
  cpSync(dir, copy, { recursive: true, filter: isConfiguration });
  copyModules(modulesDir(deployDir), modulesDir(copy));
  linkParents(resolveLinks(deployDir), copy);
}

/**
 * Replaces the links to the folders of local modules by folders of links. `terraform init` resolves links in the path
 * of a module, so that `path.module` would otherwise differ between a stack and its base stack.
 *
 * @param copy folder that {@link copyStack} has created, after `terraform init`
 */
export function replaceModuleLinks({ dir, deployDir = dir }: SynthesizedStack, copy: string): void {
  const original = resolveLinks(deployDir);
  const root = resolveLinks(copy);
  const modules = readModules(root).map((entry) => {
    if (!path.isAbsolute(entry.Dir) && !entry.Dir.startsWith("..")) return entry;
    const Dir = path.relative(original, resolveLinks(path.resolve(root, entry.Dir)));
    const steps = Dir.split(path.sep);
    // A folder further up is outside the temporary folder, where nothing may change.
    if (steps.filter((step) => step === "..").length > LEVELS) return entry;
    for (const index of steps.keys()) replaceLink(path.join(root, ...steps.slice(0, index + 1)));
    return { ...entry, Dir };
  });
  if (modules.length > 0) writeFileSync(modulesFile(root), JSON.stringify({ Modules: modules }));
}

/** Entry of the file in which `terraform init` lists the modules of a stack. */
interface InstalledModule {
  /** Folder of the module, relative to the folder of the stack. It is absolute if Terraform resolved a link. */
  readonly Dir: string;
}

/** Returns the installed modules of a stack, which include the stack itself; none if the stack calls no module. */
export function readModules(folder: string): readonly InstalledModule[] {
  const file = modulesFile(folder);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).Modules : [];
}

function modulesFile(folder: string): string {
  return path.join(modulesDir(folder), "modules.json");
}

/** Replaces a link to a folder by a folder of links. Any other file stays unchanged. */
function replaceLink(file: string): void {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const target = realpathSync(file);
  rmSync(file);
  mkdirSync(file);
  for (const name of listDir(target)) link(path.join(target, name), path.join(file, name));
}

/** Returns the path of a folder without symbolic links. A missing folder keeps its path. */
function resolveLinks(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

/** Returns the folder in which `terraform init` installs the modules of a stack. */
function modulesDir(folder: string): string {
  return path.join(folder, ".terraform", "modules");
}

/**
 * Returns false for files that an earlier Terraform run created, such as installed providers, which can take
 * half a gigabyte.
 */
function isConfiguration(file: string): boolean {
  return !/^(\.terraform.*|.*\.tfstate(\..*)?)$/.test(path.basename(file));
}

function copyModules(from: string, to: string): void {
  if (!existsSync(from)) return;
  const isSource = (file: string) => path.basename(file) !== ".git";
  cpSync(realpathSync(from), to, { recursive: true, filter: isSource });
}

function linkParents(original: string, copy: string, levels = LEVELS): void {
  const [parent, parentOfCopy] = [path.dirname(original), path.dirname(copy)];
  if (levels === 0 || parent === original) return;
  link(copy, path.join(parentOfCopy, path.basename(original)));
  for (const name of listDir(parent)) link(path.join(parent, name), path.join(parentOfCopy, name));
  linkParents(parent, parentOfCopy, levels - 1);
}

function link(target: string, file: string): void {
  if (!lstatSync(file, { throwIfNoEntry: false })) symlinkSync(target, file);
}

/** Returns the names in a folder; none if the folder is missing or cannot be read. */
function listDir(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
