import { setFlagsFromString } from "node:v8";

/**
 * Lets every loop be ended. V8 13.6, of Node 24, takes the check whether it should end out of some loops that it unrolls,
 * such as `for (;;) new Array(1000).fill({})`: neither `worker.terminate()` nor `process.exit()` ends such a worker. (Found
 * with Node 24.9 and 24.21; Node 20 and 22 do not have it.) What is not optimized so costs next to nothing.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/v8.html#v8setflagsfromstringflags
 */
export function disableLoopUnrolling(): void {
  if (Number.parseInt(process.versions.node, 10) >= 24) setFlagsFromString("--no-turboshaft-loop-unrolling");
}
