import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PREFIX = "gatewright-tests-";

/**
 * Creates the folder that holds every temporary folder of a run, also those of child processes. Jest calls this once for
 * each project; they share the folder.
 */
export default function setup(): void {
  if (path.basename(tmpdir()).startsWith(PREFIX)) return;
  process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), PREFIX));
}
