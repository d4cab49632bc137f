const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a function when this process exits or is ended by a signal. Functions run in reverse order of
 * registration, so that a child process is killed before its temporary working directory is removed.
 *
 * @param clean a synchronous function, because Node does not wait for asynchronous work at exit
 * @returns a function that cancels the registration
 */
export function onExit(clean: () => void): () => void {
  const cancel = () => {
    process.off("exit", cleanOnce);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const cleanOnce = () => {
    cancel();
    clean();
  };
  /**
   * Runs the function on a signal, and then lets the signal end the process. Because of this listener, Node
   * does not end the process by itself, so the signal is sent again. If other listeners remain, they decide
   * when the process ends.
   */
  const onSignal = (signal: NodeJS.Signals) => {
    cleanOnce();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.prependListener("exit", cleanOnce);
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  return cancel;
}
