import { readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { type BuildContext, context, type Message, type Metafile } from "esbuild";
import { buildOptions } from "./build-options";
import { type BuildOutput, readBuildOutput } from "./build-output";
import { isBuildFailure } from "./bundle";
import { BundleError, type BundleErrorDetail, toErrorDetails } from "./bundle-error";
import { type BundleRequest, bundleKey } from "./bundle-request";
import { externalizePackages } from "./external-packages";
import { bundlePackages, type PackageBundle } from "./package-bundle";

/**
 * A function as it is built while someone works on it: its own code alone. The packages that this requires seldom change,
 * and are most of what there is to build and to load: they are built once, for all functions.
 */
export interface DevBundle extends Omit<BuildOutput, "unresolved"> {
  /** The packages that its code requires, as they are imported. */
  readonly requires: readonly string[];
  /** Those, and others; the same object as long as nothing is added. */
  readonly packages: PackageBundle;
}

type Context = BuildContext<{ write: false; metafile: true }>;

/**
 * Builds functions again and again while someone works on them: esbuild keeps what it has read, and reads anew what has
 * changed.
 * @see https://esbuild.github.io/api/#rebuild
 */
export class DevBundler {
  readonly #project: string;
  readonly #contexts = new Map<string, Promise<Context>>();
  /** By target. Each build of them begins when the one before has ended, for it takes on what that has. */
  readonly #packages = new Map<string, Promise<PackageBundle | undefined>>();

  /** @param project the project's folder, absolute */
  constructor(project: string) {
    this.#project = realpathSync(project);
  }

  /** @throws BundleError with what is wrong */
  async build(request: BundleRequest): Promise<DevBundle> {
    const building = this.#context(request).then((one) => one.rebuild());
    const result = await toDevBundle(building, toErrorDetails);
    const { linked, faults } = readBuildOutput([request], this.#project, result);
    const [only] = linked;
    if (!only || faults.length > 0) throw new BundleError(faults);
    const requires = listPackages(result.metafile);
    const packages = await toDevBundle(this.#bundlePackages(requires, request), (messages) =>
      messages.map(({ text }) => ({ file: request.entry, message: `${request.entry}: ${text}` })),
    );
    return { ...only, inputs: [...only.inputs, ...packages.inputs], requires, packages };
  }

  async stop(): Promise<void> {
    const open = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.all(open.map(async (one) => (await one).dispose()));
  }

  #bundlePackages(requires: readonly string[], { target }: BundleRequest): Promise<PackageBundle> {
    const before = this.#packages.get(target) ?? Promise.resolve(undefined);
    const made = before.then((known) => bundlePackages(known, requires, target, this.#project));
    this.#packages.set(
      target,
      made.catch(() => before),
    );
    return made;
  }

  #context(request: BundleRequest): Promise<Context> {
    const key = bundleKey(request);
    const known = this.#contexts.get(key);
    if (known) return known;
    const made = context({
      ...buildOptions([request], request.target, this.#project),
      // Where a project's own files are what Node takes for ES modules, a default import of what was required is another.
      plugins: isModule(this.#project) ? [] : [externalizePackages(this.#project)],
      // Of a package it would ask Node, which finds packages by other rules than `require` here.
      supported: { "dynamic-import": false },
    });
    this.#contexts.set(key, made);
    return made;
  }
}

/** What a build gives. @throws BundleError with its faults, where it fails */
async function toDevBundle<Result>(
  building: Promise<Result>,
  faults: (messages: readonly Message[]) => readonly BundleErrorDetail[],
): Promise<Result> {
  try {
    return await building;
  } catch (error) {
    if (isBuildFailure(error)) throw new BundleError(faults(error.errors));
    throw error;
  }
}

function listPackages({ outputs }: Metafile): readonly string[] {
  const imported = Object.values(outputs).flatMap(({ imports }) => imports.map((one) => one.path));
  return [...new Set(imported)].filter((name) => !isBuiltin(name)).sort();
}

/** https://nodejs.org/api/packages.html#type */
function isModule(project: string): boolean {
  try {
    return JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")).type === "module";
  } catch {
    return false;
  }
}
