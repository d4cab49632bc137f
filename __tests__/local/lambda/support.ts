import { writeFileSync } from "node:fs";
import path from "node:path";
import { createZip } from "../../../src/bundle/create-zip";
import { type LambdaOptions, LocalLambda, type LogLine } from "../../../src/local/lambda";
import type { Failed, Invocation, LambdaFunction, Succeeded } from "../../../src/local/model";
import { temporaryFolder } from "../../support";

/** The code of a function: `index.js`, or files by name. */
export type Files = string | Readonly<Record<string, string>>;

export const ADDRESS = "aws_lambda_function.greet";
export const ARN = "arn:aws:lambda:eu-central-1:123456789012:function:test-greet";
export const TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/** A function of this code, with Lambda's defaults. */
export function functionOf(code: Files, settings: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    address: ADDRESS,
    name: "test-greet",
    arn: ARN,
    version: "$LATEST",
    zipFile: zipOf(code),
    handler: "index.handler",
    runtime: "nodejs22.x",
    environment: {},
    memoryMb: 128,
    timeoutMs: 3000,
    logGroup: "/aws/lambda/test-greet",
    isTraced: true,
    ...settings,
  };
}

function zipOf(code: Files): string {
  const files = typeof code === "string" ? { "index.js": code } : code;
  const file = path.join(temporaryFolder(), "code.zip");
  const bytes = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]);
  writeFileSync(file, createZip(Object.fromEntries(bytes)));
  return file;
}

export function byAddress(...functions: readonly LambdaFunction[]): ReadonlyMap<string, LambdaFunction> {
  return new Map(functions.map((one) => [one.address, one]));
}

/** Lambda with one function, which a test calls. It is stopped after the test. */
export class TestLambda {
  static readonly #used: TestLambda[] = [];
  readonly lambda: LocalLambda;
  readonly lines: LogLine[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(fn: LambdaFunction, options: Partial<LambdaOptions> = {}) {
    TestLambda.#used.push(this);
    this.lambda = new LocalLambda({
      functions: byAddress(fn),
      project: process.cwd(),
      onLine: (line) => this.#hear(line),
      ...options,
    });
  }

  static async stopAll(): Promise<void> {
    await Promise.all(TestLambda.#used.splice(0).map(({ lambda }) => lambda.stop()));
  }

  call(event: unknown = {}, address = ADDRESS): Promise<Invocation> {
    return this.lambda.invoke(address, ARN, JSON.stringify(event), TRACE);
  }

  /** What the handler returns. */
  async answer<T = unknown>(event?: unknown): Promise<T> {
    return answered(await this.call(event));
  }

  /** How the call fails. */
  async failure(event?: unknown): Promise<Failed> {
    const invocation = await this.call(event);
    if (invocation.isSuccess) throw new Error(`it did not fail, but answered ${invocation.json}`);
    return invocation;
  }

  /** Resolves when so many lines were written. */
  async written(count: number): Promise<readonly LogLine[]> {
    while (this.lines.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.lines;
  }

  #hear(line: LogLine): void {
    this.lines.push(line);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export function answered<T>(invocation: Invocation): T {
  if (!invocation.isSuccess) throw new Error(`${invocation.errorType}: ${invocation.errorMessage}`);
  return JSON.parse((invocation as Succeeded).json);
}

/** Lambda with a function of this code. */
export function testLambda(
  code: Files,
  settings?: Partial<LambdaFunction>,
  options?: Partial<LambdaOptions>,
): TestLambda {
  return new TestLambda(functionOf(code, settings), options);
}

/** What a handler waits with until the file in its event is there. */
export const UNTIL_RELEASED = `
  const released = async ({ file }) => {
    while (!require("node:fs").existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 2));
  };`;

/** A file that handlers wait for, and what makes it. */
export function gate(): { readonly file: string; open(): void } {
  const file = path.join(temporaryFolder(), "open");
  return { file, open: () => writeFileSync(file, "") };
}

const NOT_HELD = [
  "Date",
  "hrtime",
  "nextTick",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setInterval",
  "clearInterval",
] as const;

/** Holds the time that functions are watched by, for `jest.advanceTimersByTime`; workers have their own. */
export function holdTime(): void {
  jest.useFakeTimers({ doNotFake: [...NOT_HELD] });
}

/** How many workers this process has. */
export function workers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
}
