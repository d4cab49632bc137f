import { setFlagsFromString } from "node:v8";

/** First major version of Node whose V8 (13.6) removes the termination check when it unrolls a loop. */
const FIRST_AFFECTED_NODE = 24;

/**
 * Turns off a V8 optimization for the whole process, so that every endless loop in a worker can be
 * terminated.
 *
 * V8 13.6 (Node 24) removes the termination check from some loops that it unrolls, such as
 * `for (;;) new Array(1000).fill({})`. Neither `worker.terminate()` nor `process.exit()` can then end the
 * worker. Measured with Node 24.9 and 24.21; Node 20 and 22 are not affected.
 *
 * Only entry points call this function, because the flag applies to the whole process. `npx gatewright start` calls it.
 * Functions are hardly slower without the optimization.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/v8.html#v8setflagsfromstringflags
 */
export function disableLoopUnrolling(): void {
  const majorVersion = Number.parseInt(process.versions.node, 10);
  if (majorVersion >= FIRST_AFFECTED_NODE) setFlagsFromString("--no-turboshaft-loop-unrolling");
}
