import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DevBundle, PackageBundle } from "#bundle";
import type { InvocationResult, Lambda } from "../model/lambda-interface";
import type { LambdaFunction } from "../model/model";
import { DevCode, PackageDir } from "./dev-task-root";
import { FunctionScheduler } from "./function-scheduler";
import { notFoundError } from "./invocation-errors";
import { MemoryWatch } from "./memory-watch";
import type { LogLine } from "./messages";
import { PendingCall } from "./pending-call";
import { PeriodicTimer } from "./periodic-timer";
import { disableLoopUnrolling } from "./v8-flags";
import { Workers } from "./worker-factory";
import { writeBootstrap } from "./write-bootstrap";
import { type Code, hashFile, ZippedCode } from "./zipped-code";

export type { Level, LogLine } from "./messages";

export interface LambdaOptions {
  /** Functions by Terraform address. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Absolute path of the project's folder. Stack traces name the TypeScript files in it. */
  readonly project: string;
  /**
   * Environment variables that override those of every function, such as `AWS_ENDPOINT_URL_DYNAMODB` or credentials.
   * Default: none.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Receives every line that a function writes. */
  readonly onLine: (line: LogLine) => void;
  /** True while a debugger is attached: no function times out. Default: false. */
  readonly inspect?: boolean;
}

/** Wait between a save and the start of a warm worker, so that the worker does not slow down the first invocations. */
const WARM_WORKER_DELAY_MS = 250;

/**
 * Local emulation of Lambda. It runs functions from their zips, each function in its own worker threads, which stay
 * warm.
 *
 * As on AWS, a worker runs one invocation at a time, and sees only Lambda's environment variables. A worker is
 * terminated when its timeout or its memory is exceeded, or when the function crashes. A later invocation gets a new
 * worker. Up to 50 workers run a function at the same time, or as many as its reserved concurrency. Invocations beyond
 * 50 wait; those beyond the reserved concurrency are throttled.
 *
 * A worker shares some things with this process, unlike an environment on AWS: the time zone, the working directory,
 * and file descriptors 1 and 2 when something writes to them without `process.stdout` and `process.stderr`. It runs on
 * this process's version of Node, whatever the function's runtime is.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class LocalLambda implements Lambda {
  readonly #options: LambdaOptions;
  /**
   * Folder of all temporary files. It is needed as long as invocations may arrive, so a signal alone does not remove
   * it.
   */
  readonly #tempFolder = mkdtempSync(path.join(tmpdir(), "gatewright-lambda-"));
  readonly #workers: Workers;
  /** Current deployments by address. */
  readonly #deployments = new Map<string, Deployment>();
  /** Schedulers that were replaced and still have live workers, each with its address. */
  readonly #retired = new Map<FunctionScheduler, string>();
  /** Folders of rebuilt packages: one for each target version of Node, and a new one each time packages change. */
  readonly #packageDirs = new Map<PackageBundle, PackageDir>();
  readonly #memoryWatch = new MemoryWatch();
  readonly #clock = new PeriodicTimer((now) => this.#tick(now));
  readonly #removeFiles = () => rmSync(this.#tempFolder, { recursive: true, force: true });

  /** Deploys the functions. No worker starts before the first invocation. */
  constructor(options: LambdaOptions) {
    const { environment = {}, onLine, inspect = false } = options;
    this.#options = options;
    this.#workers = new Workers({
      bootstrap: writeBootstrap(this.#tempFolder),
      environment,
      isTimed: !inspect,
      onLine,
    });
    disableLoopUnrolling();
    process.on("exit", this.#removeFiles);
    this.replace(options.functions);
  }

  invoke(address: string, arn: string, event: string, traceHeader: string): Promise<InvocationResult> {
    const call = new PendingCall(arn, event, traceHeader);
    const deployment = this.#deployments.get(address);
    this.#clock.speedUp();
    if (deployment) deployment.scheduler.invoke(call);
    else call.fail(notFoundError(arn));
    return call.outcome;
  }

  /**
   * Replaces all functions. A function whose settings and code are unchanged keeps its warm workers.
   *
   * Invocations that are running complete with the old code; waiting ones run with the new code. If the function was
   * warm, a worker loads the new code immediately.
   */
  replace(functions: ReadonlyMap<string, LambdaFunction>): void {
    for (const [address, deployment] of this.#deployments) {
      if (!functions.has(address)) this.#remove(address, deployment);
    }
    for (const [address, fn] of functions) {
      const fingerprint = createFingerprint(fn);
      const previous = this.#deployments.get(address);
      if (previous?.fingerprint === fingerprint) continue;
      this.#deploy(address, { fn, fingerprint, code: this.#createZippedCode(fn) }, previous);
    }
  }

  /**
   * Runs a rebuilt bundle instead of a zip, until {@link replace} is called. If the function was warm, an additional
   * warm worker is started a little later. It loads the packages, which the next build is likely to require too.
   *
   * @param zipFile absolute path; every function with this zip gets the bundle
   */
  deployDevBundle(zipFile: string, bundle: DevBundle): void {
    for (const [address, previous] of this.#deployments) {
      const { fn } = previous;
      if (fn.zipFile !== zipFile) continue;
      const code = new DevCode(bundle, this.#findPackageDir(bundle.packages), this.#options.project);
      // A random fingerprint differs from that of any zip, so replace() deploys the zip again.
      this.#deploy(address, { fn, fingerprint: randomUUID(), code }, previous);
      setTimeout(() => this.#startWarmWorker(address, fn, code), WARM_WORKER_DELAY_MS).unref();
    }
  }

  /**
   * Terminates all workers. Running and waiting invocations fail. Resolves when no worker and no temporary file is
   * left.
   */
  async stop(): Promise<void> {
    this.#clock.stop();
    const schedulers = this.#listSchedulers();
    this.#deployments.clear();
    for (const scheduler of schedulers) scheduler.stop();
    await Promise.all([this.#workers.stop(), ...schedulers.map((scheduler) => scheduler.waitForExit())]);
    this.#removeFiles();
    process.off("exit", this.#removeFiles);
  }

  #deploy(address: string, release: Release, previous?: Deployment): void {
    const scheduler = new FunctionScheduler(
      release.fn,
      (owner) => this.#workers.start(release.fn, release.code, owner),
      () => this.#retiredLoad(address),
    );
    this.#deployments.set(address, { ...release, scheduler });
    if (!previous) return;
    const wasWarm = previous.scheduler.hasEnvironment;
    for (const call of this.#retire(address, previous)) scheduler.invoke(call);
    if (wasWarm && !scheduler.hasEnvironment) scheduler.startEnvironment();
  }

  #remove(address: string, deployment: Deployment): void {
    this.#deployments.delete(address);
    this.#workers.dropWarmWorker(address);
    for (const call of this.#retire(address, deployment)) call.fail(notFoundError(call.arn));
  }

  /** Retires a deployment, and removes its code when its last worker has exited. Returns the invocations not begun. */
  #retire(address: string, { scheduler, code }: Deployment): readonly PendingCall[] {
    const waiting = scheduler.retire();
    this.#retired.set(scheduler, address);
    scheduler.waitForExit().then(() => {
      this.#retired.delete(scheduler);
      code.remove();
    });
    return waiting;
  }

  /** Starts a warm worker, unless the code was replaced in the meantime or the function is not in use. */
  #startWarmWorker(address: string, fn: LambdaFunction, code: Code): void {
    const deployment = this.#deployments.get(address);
    if (deployment?.code === code && deployment.scheduler.hasEnvironment)
      this.#workers.startWarmWorker(fn, code);
  }

  #createZippedCode({ zipFile }: LambdaFunction): Code {
    return new ZippedCode(zipFile, this.#tempFolder, this.#options.project);
  }

  /** Returns the folder of these packages, and creates it the first time. */
  #findPackageDir(packages: PackageBundle): PackageDir {
    const packageDir = this.#packageDirs.get(packages) ?? new PackageDir(packages, this.#tempFolder);
    this.#packageDirs.set(packages, packageDir);
    return packageDir;
  }

  /**
   * Runs the periodic checks of all functions.
   *
   * @returns true if any function has work
   */
  #tick(now: number): boolean {
    const schedulers = this.#listSchedulers();
    for (const scheduler of schedulers) scheduler.tick(now);
    this.#memoryWatch.check(() => schedulers.flatMap(({ environments }) => environments), now);
    return schedulers.some(({ isBusy }) => isBusy);
  }

  #listSchedulers(): readonly FunctionScheduler[] {
    return [...[...this.#deployments.values()].map(({ scheduler }) => scheduler), ...this.#retired.keys()];
  }

  /** Returns how many invocations still run in earlier versions of a function. */
  #retiredLoad(address: string): number {
    const retiredHere = [...this.#retired].filter(([, retiredAddress]) => retiredAddress === address);
    return retiredHere.reduce((sum, [{ load }]) => sum + load, 0);
  }
}

/** Function, settings and code, to be deployed at an address. */
interface Release {
  readonly fn: LambdaFunction;
  /** Identity of the settings and the code. */
  readonly fingerprint: string;
  readonly code: Code;
}

/** Release with the scheduler that runs it. */
interface Deployment extends Release {
  readonly scheduler: FunctionScheduler;
}

/** Returns the identity of a function's settings and zip. Functions with the same fingerprint behave the same. */
function createFingerprint(fn: LambdaFunction): string {
  return JSON.stringify([fn, hashFile(fn.zipFile)]);
}
