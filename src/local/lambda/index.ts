/** Emulation of Lambda: functions run in worker threads. Other folders import only this file. */
export { type LambdaOptions, LocalLambda, type LogLine } from "./local-lambda";
export { disableLoopUnrolling } from "./v8-flags";
