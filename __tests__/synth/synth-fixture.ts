import { synthesize } from "#synth";

/** Synthesizes the project that it runs in, in a process of its own that can be ended; answers where to. */
synthesize(process.cwd()).then((folder) => process.stdout.write(`to ${folder}`));
