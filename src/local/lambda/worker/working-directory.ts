import childProcess from "node:child_process";
import fs from "node:fs";
import asyncFs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";

/**
 * Working directory of the function. The working directory of the operating system belongs to the process of the
 * gateway.
 */
let directory = process.cwd();

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Gives the function a separate working directory: `process.cwd()`, relative paths of `node:fs`, and the directory of
 * the programs that the function starts. Initially, it is the folder of the code, as on AWS.
 *
 * @returns a function that changes the working directory
 */
export function separateWorkingDirectory(): (dir: string) => void {
  process.cwd = () => directory;
  process.chdir = changeDirectory;
  for (const [name, indexes] of Object.entries(PATH_ARGUMENTS)) {
    for (const [owner, method] of [
      [fs, name],
      [fs, `${name}Sync`],
      [asyncFs, name],
    ] as const)
      resolveArguments(owner, method, indexes);
  }
  resolveArguments(fs.realpath, "native", [0]);
  resolveArguments(fs.realpathSync, "native", [0]);
  resolveArguments(process, "loadEnvFile", [0], ".env");
  startProgramsInDirectory();
  syncBuiltinESMExports();
  return (dir) => {
    directory = dir;
  };
}

/**
 * Indexes of the arguments of `node:fs` that are paths, by the name of the function. The target of a symbolic link is
 * relative to the link, so it is not in this table.
 */
const PATH_ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  ...{ access: [0], appendFile: [0], chmod: [0], chown: [0], createReadStream: [0], createWriteStream: [0] },
  ...{ exists: [0], lchmod: [0], lchown: [0], lstat: [0], lutimes: [0], mkdir: [0], mkdtemp: [0], open: [0] },
  ...{ openAsBlob: [0], opendir: [0], readFile: [0], readdir: [0], readlink: [0], realpath: [0], rm: [0] },
  ...{ rmdir: [0], stat: [0], statfs: [0], truncate: [0], unlink: [0], unwatchFile: [0], utimes: [0] },
  ...{
    watch: [0],
    watchFile: [0],
    writeFile: [0],
    copyFile: [0, 1],
    cp: [0, 1],
    link: [0, 1],
    rename: [0, 1],
  },
  symlink: [1],
};

/** Replaces a method, if it exists, with one that resolves paths against the working directory. */
function resolveArguments(owner: object, name: string, indexes: readonly number[], fallback?: string): void {
  const methods = owner as Record<string, AnyFunction | undefined>;
  const original = methods[name];
  if (typeof original !== "function") return;
  const replacement: AnyFunction = function (...args) {
    for (const index of indexes) args[index] = resolvePath(args[index] ?? fallback);
    return original.apply(this, args);
  };
  // The descriptors include `length` and the symbol that util.promisify() reads.
  methods[name] = Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
}

/** Returns an absolute path. Does not change a URL, a file descriptor or an empty path, which is an error. */
function resolvePath(value: unknown): unknown {
  if (Buffer.isBuffer(value)) {
    const text = value.toString("latin1");
    return text === "" || path.isAbsolute(text)
      ? value
      : Buffer.concat([Buffer.from(directory + path.sep), value]);
  }
  if (typeof value !== "string" || value === "" || path.isAbsolute(value)) return value;
  // Do not normalize the path: a trailing slash has a meaning, and ".." follows symbolic links.
  return directory + path.sep + value;
}

/** Changes the working directory of the function, with the errors of `process.chdir()`. */
function changeDirectory(dir: string): void {
  if (typeof dir !== "string") {
    const message = 'The "directory" argument must be of type string.';
    throw Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_TYPE" });
  }
  try {
    const target = fs.realpathSync(dir);
    fs.readdirSync(target);
    directory = target;
  } catch (error) {
    const { code, errno, message } = error as NodeJS.ErrnoException;
    const [reason] = message.split(",");
    throw Object.assign(new Error(`${reason}, chdir '${directory}' -> '${dir}'`), {
      ...{ code, errno, syscall: "chdir", path: directory, dest: dir },
    });
  }
}

/** Starts programs in the working directory of the function, unless the function sets another one. */
function startProgramsInDirectory(): void {
  const { prototype } = childProcess.ChildProcess as unknown as { prototype: { spawn: AnyFunction } };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    return spawn.call(this, inDirectory(options));
  };
  const methods = childProcess as unknown as Record<string, AnyFunction>;
  for (const name of ["spawnSync", "execFileSync", "execSync"]) {
    const original = methods[name] as AnyFunction;
    methods[name] = (...args) => {
      // The options are the last argument. The list of program arguments before them is optional.
      const last = args.at(-1);
      const hasOptions = args.length > 1 && last !== null && typeof last === "object" && !Array.isArray(last);
      return original(...(hasOptions ? args.slice(0, -1) : args), inDirectory(hasOptions ? last : undefined));
    };
  }
}

function inDirectory(options: unknown): object {
  const { cwd, ...others } = (options ?? {}) as { readonly cwd?: unknown };
  return { ...others, cwd: resolvePath(cwd ?? directory) };
}
