import { synthesize } from "#synth";

/** Synthesizes the current project, in a separate process that a test can kill. Prints the output folder. */
synthesize(process.cwd()).then((folder) => process.stdout.write(`to ${folder}`));
