import { createRequire } from "node:module";
import { getHeapStatistics } from "node:v8";
import type { HostMessage, InvokeOrder, Level, LoadOrder } from "../messages";
import { OutputBuffer } from "../output-buffer";
import { WorkerCallCounter } from "../shared-call-counter";
import { patchConsole } from "./console";
import { functionContext } from "./context";
import { type Handler, loadHandler } from "./handler";
import { Invocation } from "./invocation";
import { catchOutput, chunks } from "./output";
import { port, sendToHost, setup } from "./port";
import { Runner } from "./runner";
import { toFailure, UnhandledPromiseRejection } from "./runtime-error";

const fn = functionContext(process.env);

/** The call that runs. */
let running: Invocation | undefined;
/** Its id, or that of the last. */
let requestId: string | undefined;

const backlog = new OutputBuffer(setup.outputBuffer);
const flushes = [catchOutput("stdout", write), catchOutput("stderr", write)];
patchConsole(
  () => requestId,
  (level, text) => write(text, level),
);
process.setSourceMapsEnabled(true);

// What ends a process ends this worker, as it would a sandbox, and not the gateway.
const { kill } = process;
process.kill = (pid, signal) => (pid === process.pid && signal !== 0 ? process.exit(1) : kill(pid, signal));

process.on("uncaughtException", crash);
process.on("unhandledRejection", (reason) => crash(new UnhandledPromiseRejection(reason)));
process.on("beforeExit", () => running?.loopIsEmpty());
process.on("exit", flush);
// Node would write them past process.stderr.
process.removeAllListeners("warning");
process.on("warning", (warning) => process.stderr.write(`${warning.name}: ${warning.message}\n`));

let runner: Runner | undefined;

for (const file of setup.requires) loadAhead(file);

port.on("message", (orders: readonly HostMessage[]) => {
  for (const order of orders) {
    if (order.kind === "load") load(order);
    else if (order.kind === "weigh") sendToHost({ kind: "weighs", bytes: heldBytes() });
    else runner?.add(order);
  }
});

function write(line: string, level?: Level): void {
  for (const text of chunks(line)) {
    backlog.written(text);
    sendToHost({ kind: "line", level, requestId, text });
  }
}

/** What is wrong with it is told by who requires it. */
function loadAhead(file: string): void {
  try {
    createRequire(file)(file);
  } catch {}
}

function load(order: LoadOrder): void {
  process.env.LAMBDA_TASK_ROOT = order.taskRoot;
  loadHandler(order).then((handler) => {
    runner = new Runner(
      (call, done) => invoke(handler, call, done),
      new WorkerCallCounter(setup.callCounter),
    );
    sendToHost({ kind: "ready" });
  }, crash);
}

function invoke(handler: Handler, order: InvokeOrder, done: () => void): void {
  const began = performance.now();
  requestId = order.requestId;
  process.env._X_AMZN_TRACE_ID = order.traceHeader;
  // So that the event loop is empty when the handler has nothing left to wait for.
  port.unref();
  running = new Invocation(order, fn, setup.timeoutMs, (outcome) => {
    port.ref();
    running = undefined;
    flush();
    sendToHost({ kind: "ended", tookMs: performance.now() - began, ...outcome });
    done();
  });
  running.start(handler);
}

/** Says why, and ends. */
function crash(error: unknown): void {
  const failure = toFailure(error);
  console.error(error instanceof Error ? error : new Error(failure.errorMessage));
  flush();
  sendToHost({ kind: "crashed", ...failure });
  process.exit(1);
}

function flush(): void {
  for (const one of flushes) one();
}

/** What this worker alone holds, in V8's heap and outside of it. */
function heldBytes(): number {
  const { total_heap_size: inHeap, external_memory: outside } = getHeapStatistics();
  return inHeap + outside;
}
