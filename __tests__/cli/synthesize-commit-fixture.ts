import { type SynthesizedCommit, synthesizeCommit } from "../../src/cli/synthesize-commit";

/**
 * Synthesizes the commit in the first argument and prints the outcome as JSON. A test can kill this process.
 */
synthesizeCommit(process.argv[2] ?? "", process.cwd())
  .then(summarize, (error) => ({ error: `${error.name}: ${error.message}` }))
  .then((outcome) => process.stdout.write(JSON.stringify(outcome)));

function summarize({ stacks, hasOtherPackages, remove }: SynthesizedCommit): object {
  const resources = stacks.flatMap(({ stack }) => stack.resources.map(({ address }) => address));
  remove();
  return { resources, folders: stacks.map(({ dir }) => dir), hasOtherPackages };
}
