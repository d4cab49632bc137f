import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DevBundle, PackageBundle } from "#bundle";
import type { Invocation, Lambda } from "../model/invocation";
import type { LambdaFunction } from "../model/model";
import { DeadlineClock } from "./deadline-clock";
import { DevCode, PackageDir } from "./dev-code";
import { type Code, hashOf, ZippedCode } from "./function-code";
import { FunctionScheduler } from "./function-scheduler";
import { notFound } from "./invocation-errors";
import { MemoryWatch } from "./memory-watch";
import type { LogLine } from "./messages";
import { PendingCall } from "./pending-call";
import { disableLoopUnrolling } from "./terminable-loops";
import { Workers } from "./workers";
import { writeBootstrap } from "./write-bootstrap";

export type { Level, LogLine } from "./messages";

export interface LambdaOptions {
  /** By address. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** The project's folder, absolute: stack traces name the TypeScript in it. */
  readonly project: string;
  /** What every function's environment has on top: `AWS_ENDPOINT_URL_DYNAMODB`, credentials. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Is given every line that a function writes. */
  readonly onLine: (line: LogLine) => void;
  /** Whether somebody debugs: then no function times out. */
  readonly inspect?: boolean;
}

/**
 * Lambda on this machine: runs functions out of their zips, each in workers of its own, which stay warm. As on AWS, a
 * worker runs one call at a time with nothing but Lambda's environment, and is ended when its time or its memory is
 * over, or when the function crashes; the next call gets another. Up to 50 workers run a function at once, or as many as
 * its reserved concurrency; calls beyond the former wait, beyond the latter are throttled.
 *
 * What a worker shares with this process, and a sandbox on AWS does not: the time zone, the working directory, and file
 * descriptors 1 and 2 where something writes to them past `process.stdout` and `process.stderr`. It runs on this
 * process's Node, whatever the function's runtime is.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class LocalLambda implements Lambda {
  readonly #options: LambdaOptions;
  /** Of all that is temporary. It is needed as long as somebody may call, so no signal alone removes it. */
  readonly #folder = mkdtempSync(path.join(tmpdir(), "gatewright-lambda-"));
  readonly #workers: Workers;
  readonly #deployments = new Map<string, Deployment>();
  /** Those that were replaced while they ran, and where they were. */
  readonly #retired = new Map<FunctionScheduler, string>();
  /** Of what was rebuilt: one for each version of Node that is built for, and each time that packages change. */
  readonly #packages = new Map<PackageBundle, PackageDir>();
  readonly #memory = new MemoryWatch();
  readonly #clock = new DeadlineClock((now) => this.#tick(now));
  readonly #cleanUp = () => rmSync(this.#folder, { recursive: true, force: true });

  constructor(options: LambdaOptions) {
    const { environment = {}, onLine, inspect = false } = options;
    this.#options = options;
    this.#workers = new Workers({
      bootstrap: writeBootstrap(this.#folder),
      environment,
      isTimed: !inspect,
      onLine,
    });
    disableLoopUnrolling();
    process.on("exit", this.#cleanUp);
    this.replace(options.functions);
  }

  invoke(address: string, arn: string, event: string, traceHeader: string): Promise<Invocation> {
    const call = new PendingCall(arn, event, traceHeader);
    const deployment = this.#deployments.get(address);
    this.#clock.hurry();
    if (deployment) deployment.running.invoke(call);
    else call.fail(notFound(arn));
    return call.outcome;
  }

  /**
   * Serves other functions from now on. One whose settings and code are what they were stays as it is, and warm. What
   * another is running comes to its end with the old code; if it was warm, the new code is loaded at once.
   */
  replace(functions: ReadonlyMap<string, LambdaFunction>): void {
    for (const [address, old] of this.#deployments) {
      if (!functions.has(address)) this.#remove(address, old);
    }
    for (const [address, fn] of functions) {
      const version = versionOf(fn);
      const old = this.#deployments.get(address);
      if (old?.version !== version) this.#deploy(address, { fn, version, code: this.#zipped(fn) }, old);
    }
  }

  /**
   * Runs what was built anew in the place of a zip, until other functions are served. If the function was warm, a worker
   * is made ready beside it, which has loaded the packages that the next build is likely to require too.
   */
  deployDevBundle(zipFile: string, rebuilt: DevBundle): void {
    for (const [address, old] of this.#deployments) {
      const { fn } = old;
      if (fn.zipFile !== zipFile) continue;
      const code = new DevCode(rebuilt, this.#packageFolder(rebuilt.packages), this.#options.project);
      this.#deploy(address, { fn, version: randomUUID(), code }, old);
      setTimeout(() => this.#makeSpare(address, fn, code), SPARE_AFTER_MS).unref();
    }
  }

  /** Ends everything; calls that run fail. Resolves when no worker and no temporary file is left. */
  async stop(): Promise<void> {
    this.#clock.stop();
    const functions = this.#functions();
    this.#deployments.clear();
    for (const one of functions) one.stop();
    await Promise.all([this.#workers.stop(), ...functions.map((one) => one.gone())]);
    this.#cleanUp();
    process.off("exit", this.#cleanUp);
  }

  #deploy(address: string, release: Release, old?: Deployment): void {
    const running = new FunctionScheduler(
      release.fn,
      (owner) => this.#workers.start(release.fn, release.code, owner),
      () => this.#retiredLoad(address),
    );
    this.#deployments.set(address, { ...release, running });
    if (!old) return;
    const wasWarm = old.running.isWarm;
    for (const call of this.#retire(address, old)) running.invoke(call);
    if (wasWarm && !running.isWarm) running.warm();
  }

  #remove(address: string, old: Deployment): void {
    this.#deployments.delete(address);
    this.#workers.dropSpare(address);
    for (const call of this.#retire(address, old)) call.fail(notFound(call.arn));
  }

  #retire(address: string, { running, code }: Deployment): readonly PendingCall[] {
    const waiting = running.retire();
    this.#retired.set(running, address);
    running.gone().then(() => {
      this.#retired.delete(running);
      code.remove();
    });
    return waiting;
  }

  #makeSpare(address: string, fn: LambdaFunction, code: Code): void {
    const deployment = this.#deployments.get(address);
    if (deployment?.code === code && deployment.running.isWarm) this.#workers.makeSpare(fn, code);
  }

  #zipped({ zipFile }: LambdaFunction): Code {
    return new ZippedCode(zipFile, this.#folder, this.#options.project);
  }

  #packageFolder(packages: PackageBundle): PackageDir {
    const folder = this.#packages.get(packages) ?? new PackageDir(packages, this.#folder);
    this.#packages.set(packages, folder);
    return folder;
  }

  /** @returns whether something is going on */
  #tick(now: number): boolean {
    const functions = this.#functions();
    for (const one of functions) one.tick(now);
    this.#memory.check(() => functions.flatMap(({ environments }) => environments), now);
    return functions.some(({ isBusy }) => isBusy);
  }

  #functions(): readonly FunctionScheduler[] {
    return [...[...this.#deployments.values()].map(({ running }) => running), ...this.#retired.keys()];
  }

  #retiredLoad(address: string): number {
    const there = [...this.#retired].filter(([, where]) => where === address);
    return there.reduce((sum, [{ load }]) => sum + load, 0);
  }
}

/** When whoever saved a file has seen what came of it, so that a spare takes no time from that. */
const SPARE_AFTER_MS = 250;

/** What is to be served at an address. */
interface Release {
  readonly fn: LambdaFunction;
  readonly version: string;
  readonly code: Code;
}

interface Deployment extends Release {
  readonly running: FunctionScheduler;
}

/** Two functions of one version do the same. */
function versionOf(fn: LambdaFunction): string {
  return JSON.stringify([fn, hashOf(fn.zipFile)]);
}
