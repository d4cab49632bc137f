import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PREFIX = "gatewright-tests-";

/**
 * Creates the folder for all temporary folders of a test run, including those of child processes. Jest calls
 * this function once for each Jest project, and the projects share the folder.
 */
export default function setup(): void {
  if (path.basename(tmpdir()).startsWith(PREFIX)) return;
  process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), PREFIX));
}
