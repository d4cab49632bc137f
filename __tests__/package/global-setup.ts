import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import createTemporaryFolder from "../global-setup";

/**
 * Builds and packs both npm packages. All tests of the Jest project `package` install the same files, from the folder in
 * the environment variable `GATEWRIGHT_PACKED`.
 */
export default function setup(): void {
  createTemporaryFolder();
  const folder = mkdtempSync(path.join(tmpdir(), "packed-"));
  process.env.GATEWRIGHT_PACKED = folder;
  const pack = (...args: readonly string[]) =>
    execFileSync("npm", ["pack", ...args, "--pack-destination", folder], { stdio: ["ignore", "ignore", 2] });
  // The script `prepack` of the root builds both packages.
  pack("--silent");
  pack("./create", "--silent", "--ignore-scripts");
}
