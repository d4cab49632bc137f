import { Session } from "node:inspector";

/**
 * Limits what a function can do to the process of the gateway, which it shares. A function still runs with the rights of
 * the user: these limits only prevent accidents.
 *
 * - A signal that a function sends to its own process ends only its worker. On AWS it ends the execution environment.
 * - A signal to a group of processes would also reach the gateway, so it is rejected.
 * - The inspector of the main thread, with which a function could run code in the gateway, is not available.
 */
export function limitProcess(): void {
  const { kill } = process;
  process.kill = (pid, signal) => {
    // Node accepts everything that is equal to a whole number, such as a string. Convert it only once.
    const target = Number(pid);
    if (target === process.pid && signal !== 0) return process.exit(1);
    if (target <= 0) throw Object.assign(new Error("kill EPERM"), { code: "EPERM", syscall: "kill" });
    return kill(target, signal);
  };
  Object.defineProperty(Session.prototype, "connectToMainThread", {
    value: () => {
      throw new Error("the inspector of the main thread is not available in a function");
    },
    writable: false,
    configurable: false,
  });
}
