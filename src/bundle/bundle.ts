import { BundleJob, type BundleOptions } from "./bundle-job";
import type { Bundle, BundleRequest } from "./bundle-types";
import { type BuildResult, runBuild, runBuildSync } from "./run-build";

/**
 * Bundles functions with esbuild. Functions for the same Node version are bundled in one build. A bundle is
 * one CommonJS file, minified and tree-shaken. The AWS SDK is bundled like any other package. The same source
 * files, packages and settings always result in a zip with the same bytes.
 *
 * @param requests entries to bundle. Duplicates are built once
 * @param project absolute path of the project's folder. Entries and all paths in the result are relative to
 * this folder
 * @returns the bundles, by `bundleKey`
 * @throws BundleError if an entry cannot be built, with the errors of all entries. No file has been written
 * @see https://esbuild.github.io/api/#entry-points
 */
export function bundle(
  requests: readonly BundleRequest[],
  project: string,
  options: BundleOptions = {},
): Map<string, Bundle> {
  const job = new BundleJob(requests, project, options);
  const builds = job.builds(Number.POSITIVE_INFINITY);
  for (const build of builds) builds.push(...job.add(build, runBuildSync(build)));
  return job.finish();
}

/**
 * Bundles functions as {@link bundle} does, but in several builds. esbuild runs in a separate process. It
 * already runs the next build while this process compresses the output of the previous one, so that many functions are
 * bundled in less time.
 */
export async function bundleConcurrently(
  requests: readonly BundleRequest[],
  project: string,
  options: BundleOptions = {},
): Promise<Map<string, Bundle>> {
  const job = new BundleJob(requests, project, options);
  const builds = job.builds(ENTRIES_PER_BUILD);
  let next: Promise<BuildResult> | undefined;
  for (const [index, build] of builds.entries()) {
    const result = await (next ?? runBuild(build));
    const following = builds[index + 1];
    next = following && runBuild(following);
    builds.push(...job.add(build, result));
  }
  return job.finish();
}

/** Entries of one build of {@link bundleConcurrently}. Each build parses shared packages again, which takes little time. */
const ENTRIES_PER_BUILD = 8;
