import { synthesize } from "#synth";

/**
 * Synthesizes the project in the working directory and prints the output folder. A test can kill this
 * process.
 */
synthesize(process.cwd()).then((folder) => process.stdout.write(`to ${folder}`));
