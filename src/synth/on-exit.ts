const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a function when this process ends, by itself or by a signal. Functions run in reverse order of
 * registration, so that a child process is killed before the temporary folder in which it works is removed.
 *
 * @param clean a synchronous function, because Node does not wait for asynchronous work at exit
 * @returns a function that cancels the registration
 */
export function onExit(clean: () => void): () => void {
  const cancel = () => {
    process.off("exit", onExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const onExit = () => {
    cancel();
    clean();
  };
  /**
   * Runs the function on a signal. A listener replaces the default action of a signal, which ends the
   * process, so the signal is sent again unless other listeners remain.
   */
  const onSignal = (signal: NodeJS.Signals) => {
    onExit();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.prependListener("exit", onExit);
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  return cancel;
}
