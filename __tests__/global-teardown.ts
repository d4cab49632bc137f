import { rmSync } from "node:fs";
import { tmpdir } from "node:os";

/** Removes the folder that `global-setup.ts` created. */
export default function teardown(): void {
  rmSync(tmpdir(), { recursive: true, force: true });
}
