import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Everything temporary that a run makes, here or in what it starts, lies in one folder, which goes with it. */
export default function setup(): void {
  process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), "gatewright-tests-"));
}
