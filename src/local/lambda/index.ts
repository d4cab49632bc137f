/** Emulation of Lambda: functions run in worker threads. Other folders import only this file. */
export type { EnvironmentOwner, ExecutionEnvironment } from "./execution-environment";
export { FunctionScheduler } from "./function-scheduler";
export { type LambdaOptions, LocalLambda, type LogLine } from "./local-lambda";
export { PendingCall } from "./pending-call";
export { SharedCallCounter, WorkerCallCounter } from "./shared-call-counter";
export { disableLoopUnrolling } from "./v8-flags";
