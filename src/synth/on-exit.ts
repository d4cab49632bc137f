const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Has something done when this process ends, in whichever way it is told to. What was asked for last is done first, for
 * what works in a folder has to end before the folder goes.
 *
 * @param clean cannot wait
 * @returns takes it back
 */
export function onExit(clean: () => void): () => void {
  const takeBack = () => {
    process.off("exit", onExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const onExit = () => {
    takeBack();
    clean();
  };
  /** A signal that is listened to ends nothing by itself: it is sent once more, unless others listen to it too. */
  const onSignal = (signal: NodeJS.Signals) => {
    onExit();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.prependListener("exit", onExit);
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  return takeBack;
}
