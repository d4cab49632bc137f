import { type SynthesizedCommit, synthesizeCommit } from "../../src/cli/synthesize-commit";

/** Synthesizes the commit that is named, in a process of its own that can be ended; says what came of it. */
synthesizeCommit(process.argv[2] ?? "")
  .then(told, (error) => ({ error: `${error.name}: ${error.message}` }))
  .then((outcome) => process.stdout.write(JSON.stringify(outcome)));

function told({ stacks, hasOtherPackages, remove }: SynthesizedCommit): object {
  const resources = stacks.flatMap(({ stack }) => stack.resources.map(({ address }) => address));
  remove();
  return { resources, folders: stacks.map(({ dir }) => dir), hasOtherPackages };
}
