import { build } from "esbuild";
import { buildInWorker } from "./build-in-worker";
import { buildOptions, buildPlugins } from "./build-options";
import type { BuildFiles } from "./build-output";
import type { BuildRequest } from "./bundle-types";

/** Result of a build: its output, or the error that esbuild threw. */
export type BuildResult = { readonly files: BuildFiles } | { readonly error: unknown };

/** Builds entries in one build. Blocks this thread until the build ends. */
export function runBuildSync(request: BuildRequest): BuildResult {
  try {
    return { files: buildInWorker(buildOptions(request.requests, request, request.root), request) };
  } catch (error) {
    return { error };
  }
}

/** Builds entries as {@link runBuildSync} does, but does not block this thread. */
export async function runBuild(request: BuildRequest): Promise<BuildResult> {
  const { requests, root, mainPackages } = request;
  const plugins = buildPlugins(root, mainPackages);
  try {
    return { files: await build({ ...buildOptions(requests, request, root), plugins }) };
  } catch (error) {
    return { error };
  }
}
