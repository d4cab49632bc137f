import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import type { DevBundle, DevBundles, PackageBundle } from "#bundle";
import { createTemporaryFolder } from "#synth";
import type {
  Failed,
  InvocationResult,
  StreamedInvocation,
  StreamingLambda,
} from "../model/lambda-interface";
import type { LambdaFunction } from "../model/model";
import type { Span } from "../trace";
import { DevCode, PackageDir } from "./dev-task-root";
import { FunctionScheduler } from "./function-scheduler";
import { notFoundError } from "./invocation-errors";
import { InvocationStream } from "./invocation-stream";
import { linkSdk } from "./link-sdk";
import { MemoryWatch } from "./memory-watch";
import type { LogLine } from "./messages";
import { PendingCall } from "./pending-call";
import { PeriodicTimer } from "./periodic-timer";
import { Workers } from "./worker-factory";
import { writeBootstrap } from "./write-bootstrap";
import { type Code, hashFile, ZippedCode } from "./zipped-code";

export type { Level, LogLine } from "./messages";

export interface LambdaOptions {
  /** Functions by Terraform address. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Bundles that run instead of zips, by the absolute path of the zip. Default: every function runs its zip. */
  readonly devBundles?: DevBundles;
  /** Absolute path of the project's folder. Stack traces of functions refer to TypeScript files in it. */
  readonly project: string;
  /**
   * Environment variables that are added to each function, such as `AWS_ENDPOINT_URL_DYNAMODB` or credentials. They
   * replace a variable of the function that has the same name. Default: none.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Environment variables that are added to each function, unless the function has a variable with the same name.
   * Default: none.
   */
  readonly defaultEnvironment?: Readonly<Record<string, string>>;
  /** Receives every line that a function writes to the console, stdout or stderr. */
  readonly onLine: (line: LogLine) => void;
  /** True disables the timeout of functions, because a debugger may pause them. Default: false. */
  readonly inspect?: boolean;
  /**
   * True lets workers report the times of handlers and of their HTTP requests, which are added to the spans of
   * invocations. Default: false.
   */
  readonly recordsSpans?: boolean;
}

/**
 * Time between the deployment of a rebuilt bundle and the start of a preloaded worker for the next rebuild.
 * Without the delay, the preloading of packages would slow down the first invocations of the deployed bundle.
 */
const PRELOAD_DELAY_MS = 250;

/**
 * Local emulation of Lambda. It runs the zip of each function, or a bundle in place of the zip, in worker threads. An
 * idle worker stays alive for later invocations, like a warm execution environment on AWS.
 *
 * As on AWS, a worker runs one invocation at a time. It has the environment variables of the function and of Lambda in
 * `process.env`. It runs with the rights of the user. The worker is terminated when an invocation exceeds its timeout,
 * when the function exceeds its memory limit, and when the function crashes. The next invocation then gets a new
 * worker.
 *
 * A function has at most 50 workers; further invocations wait. Invocations beyond the function's reserved
 * concurrency are throttled.
 *
 * Unlike an execution environment on AWS, a worker shares some state with this process: the time zone, the process ID,
 * the mask of new files, and the file descriptors 1 and 2, if code writes to them directly instead of to
 * `process.stdout` and `process.stderr`. docs/local.md lists the members of `process`. The worker also runs on this
 * process's version of Node, whatever the function's `runtime` is.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class LocalLambda implements StreamingLambda {
  readonly #options: LambdaOptions;
  /**
   * Folder of all temporary files. It is removed by {@link stop} and when the process exits. It is not
   * removed as soon as the process receives a signal, because invocations may still arrive until the process
   * exits.
   */
  readonly #tempFolder = createTemporaryFolder("lambda");
  readonly #workers: Workers;
  /** Current deployment of each function, by Terraform address. */
  readonly #deployments = new Map<string, Deployment>();
  /**
   * Schedulers of replaced or removed deployments whose workers have not all exited, each with the Terraform
   * address of its function.
   */
  readonly #retired = new Map<FunctionScheduler, string>();
  /**
   * Folders of bundled npm packages. There is one bundle for each target version of Node, and a new bundle
   * when packages change.
   */
  readonly #packageDirs = new Map<PackageBundle, PackageDir>();
  readonly #bundleIds = new WeakMap<DevBundle, string>();
  readonly #memoryWatch = new MemoryWatch();
  readonly #clock = new PeriodicTimer((now) => this.#tick(now));
  readonly #removeFiles = () => rmSync(this.#tempFolder, { recursive: true, force: true });

  /**
   * Deploys the functions. A function's first worker starts when the function is invoked for the first time.
   */
  constructor(options: LambdaOptions) {
    const {
      environment = {},
      defaultEnvironment = {},
      onLine,
      inspect = false,
      recordsSpans = false,
    } = options;
    this.#options = options;
    this.#workers = new Workers({
      bootstrap: writeBootstrap(this.#tempFolder),
      environment,
      defaultEnvironment,
      isTimed: !inspect,
      recordsSpans,
      onLine,
    });
    process.on("exit", this.#removeFiles);
    linkSdk(this.#tempFolder, options.project);
    this.replace(options.functions, options.devBundles);
  }

  invoke(
    address: string,
    arn: string,
    event: string,
    traceHeader: string,
    span?: Span,
  ): Promise<InvocationResult> {
    return this.#start(address, new PendingCall(arn, event, traceHeader, span && { span }));
  }

  invokeWithResponseStream(
    address: string,
    arn: string,
    event: string,
    traceHeader: string,
    span?: Span,
  ): StreamedInvocation {
    const stream = new InvocationStream();
    const call = new PendingCall(arn, event, traceHeader, { span, stream });
    return { requestId: call.requestId, payload: stream, outcome: this.#start(address, call) };
  }

  #start(address: string, call: PendingCall): Promise<InvocationResult> {
    const deployment = this.#deployments.get(address);
    this.#clock.speedUp();
    if (deployment) deployment.scheduler.invoke(call);
    else call.fail(notFoundError(call.arn));
    return call.outcome;
  }

  /**
   * Loads the code of a function in a new environment, without an invocation. The returned promise never rejects; a
   * function that cannot be loaded resolves to {@link Failed}.
   * @param address Terraform address of the function: `aws_lambda_function.create-product`
   */
  async initialize(address: string): Promise<Failed | undefined> {
    const deployment = this.#deployments.get(address);
    this.#clock.speedUp();
    const error = deployment ? await deployment.scheduler.startEnvironment() : notFoundError(address);
    return error?.(randomUUID());
  }

  /**
   * Replaces all functions. A function whose settings and code are unchanged keeps its workers.
   *
   * If a function changed, running invocations complete with the old code, and waiting invocations run with
   * the new code. If the function had a worker, a new worker loads the new code immediately.
   *
   * @param devBundles bundles that run instead of zips. Default: every function runs its zip
   */
  replace(functions: ReadonlyMap<string, LambdaFunction>, devBundles: DevBundles = new Map()): void {
    for (const [address, deployment] of this.#deployments) {
      if (!functions.has(address)) this.#remove(address, deployment);
    }
    for (const [address, fn] of functions) {
      const bundle = devBundles.get(fn.zipFile);
      const fingerprint = JSON.stringify([fn, bundle ? this.#idOf(bundle) : hashFile(fn.zipFile)]);
      const previous = this.#deployments.get(address);
      if (previous?.fingerprint === fingerprint) continue;
      const code = bundle ? this.#createDevCode(bundle) : this.#createZippedCode(fn);
      this.#deploy(address, { fn, fingerprint, code }, previous);
    }
  }

  /**
   * Replaces the code of functions with a rebuilt bundle. Pass this bundle to later calls of {@link replace} too,
   * because a call without it restores the previous code.
   *
   * If the function has a worker, another worker is started {@link PRELOAD_DELAY_MS} later, for the next
   * rebuild. This preloaded worker already loads the npm packages, because the next rebuild will probably
   * require the same packages.
   *
   * @param zipFile absolute path of the zip; every function with this zip runs the bundle
   */
  deployDevBundle(zipFile: string, bundle: DevBundle): void {
    for (const [address, previous] of this.#deployments) {
      const { fn } = previous;
      if (fn.zipFile !== zipFile) continue;
      const fingerprint = JSON.stringify([fn, this.#idOf(bundle)]);
      const code = this.#createDevCode(bundle);
      this.#deploy(address, { fn, fingerprint, code }, previous);
      setTimeout(() => this.#preloadWorker(address, fn, code), PRELOAD_DELAY_MS).unref();
    }
  }

  /**
   * Terminates all workers. Running and waiting invocations fail. Resolves when all workers have exited and
   * the temporary files are removed.
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
    this.#workers.dropPreloadedWorker(address);
    for (const call of this.#retire(address, deployment)) call.fail(notFoundError(call.arn));
  }

  /**
   * Retires a deployment: its workers only complete the invocations that have started. When the last worker
   * has exited, the code is removed.
   *
   * @returns the invocations that have not started; the caller runs or fails them
   */
  #retire(address: string, { scheduler, code }: Deployment): readonly PendingCall[] {
    const waiting = scheduler.retire();
    this.#retired.set(scheduler, address);
    scheduler.waitForExit().then(() => {
      this.#retired.delete(scheduler);
      code.remove();
    });
    return waiting;
  }

  /**
   * Starts a preloaded worker, unless newer code was deployed in the meantime or the function has no worker.
   */
  #preloadWorker(address: string, fn: LambdaFunction, code: Code): void {
    const deployment = this.#deployments.get(address);
    if (deployment?.code === code && deployment.scheduler.hasEnvironment)
      this.#workers.preloadWorker(fn, code);
  }

  #createDevCode(bundle: DevBundle): Code {
    return new DevCode(bundle, this.#findPackageDir(bundle.packages), this.#options.project);
  }

  /** Returns the ID of a bundle object. Two objects have different IDs, even if they contain the same code. */
  #idOf(bundle: DevBundle): string {
    const id = this.#bundleIds.get(bundle) ?? randomUUID();
    this.#bundleIds.set(bundle, id);
    return id;
  }

  #createZippedCode({ zipFile }: LambdaFunction): Code {
    return new ZippedCode(zipFile, this.#tempFolder, this.#options.project);
  }

  /** Returns the folder of bundled packages, and creates the folder if necessary. */
  #findPackageDir(packages: PackageBundle): PackageDir {
    const packageDir = this.#packageDirs.get(packages) ?? new PackageDir(packages, this.#tempFolder);
    this.#packageDirs.set(packages, packageDir);
    return packageDir;
  }

  /**
   * Runs the periodic checks of all functions.
   *
   * @returns true if an invocation waits or runs, or an environment starts
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

  /** Returns how many invocations still run in replaced versions of a function. */
  #retiredLoad(address: string): number {
    const retiredHere = [...this.#retired].filter(([, retiredAddress]) => retiredAddress === address);
    return retiredHere.reduce((sum, [{ load }]) => sum + load, 0);
  }
}

/** Settings and code of a function that are deployed together. */
interface Release {
  readonly fn: LambdaFunction;
  /** String that changes when the settings or the code of the function change. */
  readonly fingerprint: string;
  readonly code: Code;
}

/** Deployed release, with the scheduler that runs its invocations. */
interface Deployment extends Release {
  readonly scheduler: FunctionScheduler;
}
