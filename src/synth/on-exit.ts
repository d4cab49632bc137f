const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a function when this process ends, by itself or by a signal. Functions run in reverse order of registration,
 * because a program that works in a folder has to end before the folder is removed.
 *
 * @param clean runs synchronously
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
  /** A listener disables a signal's default action. The signal is sent again, unless other listeners remain. */
  const onSignal = (signal: NodeJS.Signals) => {
    onExit();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.prependListener("exit", onExit);
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  return cancel;
}
