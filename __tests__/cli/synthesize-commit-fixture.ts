import { type SynthesizedCommit, synthesizeCommit } from "../../src/cli/synthesize-commit";

/** Synthesizes the commit of the first argument, in a process that a test can kill. Prints the outcome as JSON. */
synthesizeCommit(process.argv[2] ?? "")
  .then(summarize, (error) => ({ error: `${error.name}: ${error.message}` }))
  .then((outcome) => process.stdout.write(JSON.stringify(outcome)));

function summarize({ stacks, hasOtherPackages, remove }: SynthesizedCommit): object {
  const resources = stacks.flatMap(({ stack }) => stack.resources.map(({ address }) => address));
  remove();
  return { resources, folders: stacks.map(({ dir }) => dir), hasOtherPackages };
}
