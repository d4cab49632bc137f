import { userInfo } from "node:os";
import { performance } from "node:perf_hooks";

/**
 * Replaces the functions of `process` that Node does not support in a worker thread. The replacements affect only this
 * function, because a function has its own process on AWS. As on AWS, the function has no special rights.
 * @see https://nodejs.org/api/worker_threads.html#class-worker
 */
export function separateProcess(): void {
  let mask = process.umask();
  process.umask = (newMask?: string | number) => {
    const previous = mask;
    if (newMask !== undefined) mask = parseMask(newMask);
    return previous;
  };
  process.abort = () => process.exit(ABORTED);
  const startedAt = performance.now();
  process.uptime = () => (performance.now() - startedAt) / 1000;
  let title = process.title;
  Object.defineProperty(process, "title", {
    enumerable: true,
    configurable: true,
    get: () => title,
    set: (value: unknown) => {
      title = String(value);
    },
  });
  separateUser();
}

/** Exit status that a shell reports for a process that SIGABRT has ended. */
const ABORTED = 134;

/** @throws TypeError if the mask is neither a number nor an octal number in a string */
function parseMask(mask: string | number): number {
  const value = typeof mask === "string" && /^[0-7]+$/.test(mask) ? Number.parseInt(mask, 8) : mask;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value & 0o777;
  const message = `The argument 'mask' must be a 32-bit unsigned integer or an octal string. Received ${mask}`;
  throw Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_VALUE" });
}

/** Allows a function to change to its own user and group only, as a user without special rights may. */
function separateUser(): void {
  if (!process.getuid) return;
  const { username } = userInfo();
  const users = () => [process.getuid?.(), username];
  const groups = () => [process.getgid?.()];
  const methods: Readonly<Record<string, () => readonly unknown[]>> = {
    ...{ setuid: users, seteuid: users, setgid: groups, setegid: groups },
    ...{ setgroups: () => [], initgroups: () => [] },
  };
  for (const [name, allowed] of Object.entries(methods)) {
    Object.assign(process, {
      [name]: (id: unknown) => {
        if (!allowed().includes(id))
          throw Object.assign(new Error(`${name} EPERM`), { code: "EPERM", syscall: name });
      },
    });
  }
}
