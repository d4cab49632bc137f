import { writeFileSync } from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import {
  disableLoopUnrolling,
  type LambdaOptions,
  LocalLambda,
  type LogLine,
} from "../../../src/local/lambda";
import type { Failed, InvocationResult, LambdaFunction, Succeeded } from "../../../src/local/model";
import { temporaryFolder } from "../../support";

// Tests of endless loops need this flag on Node 24.
disableLoopUnrolling();

/** Code of a function: the content of `index.js`, or the contents of several files by name. */
export type Files = string | Readonly<Record<string, string>>;

export const ADDRESS = "aws_lambda_function.greet";
export const ARN = "arn:aws:lambda:eu-central-1:123456789012:function:test-greet";
export const TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/** Returns a function with this code and Lambda's default settings. */
export function createFunction(code: Files, settings: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    address: ADDRESS,
    name: "test-greet",
    arn: ARN,
    version: "$LATEST",
    zipFile: writeZip(code),
    handler: "index.handler",
    runtime: "nodejs22.x",
    environment: {},
    memoryMb: 128,
    timeoutMs: 3000,
    logGroup: "/aws/lambda/test-greet",
    logLevel: "INFO",
    isTraced: true,
    ...settings,
  };
}

function writeZip(code: Files): string {
  const files = typeof code === "string" ? { "index.js": code } : code;
  const file = path.join(temporaryFolder(), "code.zip");
  const bytes = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]);
  writeFileSync(file, zipSync(Object.fromEntries(bytes)));
  return file;
}

export function byAddress(...functions: readonly LambdaFunction[]): ReadonlyMap<string, LambdaFunction> {
  return new Map(functions.map((fn) => [fn.address, fn]));
}

/** Local Lambda with one function. A test file must call {@link TestLambda.stopAll} after each test. */
export class TestLambda {
  static readonly #instances: TestLambda[] = [];
  readonly lambda: LocalLambda;
  readonly lines: LogLine[] = [];
  readonly #lineWaiters: (() => void)[] = [];

  constructor(fn: LambdaFunction, options: Partial<LambdaOptions> = {}) {
    TestLambda.#instances.push(this);
    this.lambda = new LocalLambda({
      functions: byAddress(fn),
      project: process.cwd(),
      onLine: (line) => this.#onLine(line),
      ...options,
    });
  }

  static async stopAll(): Promise<void> {
    await Promise.all(TestLambda.#instances.splice(0).map(({ lambda }) => lambda.stop()));
  }

  /** Invokes the function and returns the outcome, which can be a failure. */
  invoke(event: unknown = {}, address = ADDRESS): Promise<InvocationResult> {
    return this.lambda.invoke(address, ARN, JSON.stringify(event), TRACE);
  }

  /** Invokes the function and returns the handler's result. Throws if the invocation fails. */
  async result<T = unknown>(event?: unknown): Promise<T> {
    return resultOf(await this.invoke(event));
  }

  /** Invokes the function and returns its failure. Throws if the invocation succeeds. */
  async failure(event?: unknown): Promise<Failed> {
    const invocation = await this.invoke(event);
    if (invocation.isSuccess)
      throw new Error(`the invocation succeeded with ${invocation.json}; expected a failure`);
    return invocation;
  }

  /** Waits until at least this number of lines has been written, and returns all lines. */
  async waitForLines(count: number): Promise<readonly LogLine[]> {
    while (this.lines.length < count) await new Promise<void>((resolve) => this.#lineWaiters.push(resolve));
    return this.lines;
  }

  #onLine(line: LogLine): void {
    this.lines.push(line);
    for (const resolve of this.#lineWaiters.splice(0)) resolve();
  }
}

/** Returns the handler's result of an invocation. Throws if the invocation failed. */
export function resultOf<T>(invocation: InvocationResult): T {
  if (!invocation.isSuccess) throw new Error(`${invocation.errorType}: ${invocation.errorMessage}`);
  return JSON.parse((invocation as Succeeded).json);
}

/** Starts a local Lambda with one function that has this code. */
export function startLambda(
  code: Files,
  settings?: Partial<LambdaFunction>,
  options?: Partial<LambdaOptions>,
): TestLambda {
  return new TestLambda(createFunction(code, settings), options);
}

/**
 * Code of a function `waitForFile`. A handler calls it to wait until the file that its event names exists.
 */
export const WAIT_FOR_FILE = `
  const waitForFile = async ({ file }) => {
    while (!require("node:fs").existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 2));
  };`;

/** Returns the path of a file that handlers wait for, and a function `open` that creates the file. */
export function createGate(): { readonly file: string; open(): void } {
  const file = path.join(temporaryFolder(), "open");
  return { file, open: () => writeFileSync(file, "") };
}

const REAL_TIMERS = [
  "Date",
  "hrtime",
  "nextTick",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setInterval",
  "clearInterval",
] as const;

/**
 * Replaces the timers of the local Lambda, so that a test can call `jest.advanceTimersByTime`. The workers
 * still use the real time.
 */
export function useFakeTime(): void {
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS] });
}

/** Returns how many workers this process has. */
export function countWorkers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
}
