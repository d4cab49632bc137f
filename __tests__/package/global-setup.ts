import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import createTemporaryFolder from "../global-setup";
import { packedFile } from "./user-project";

/** Builds and packs the npm package. All tests of the Jest project `package` install the same file. */
export default function setup(): void {
  createTemporaryFolder();
  const folder = mkdtempSync(path.join(tmpdir(), "packed-"));
  process.env.GATEWRIGHT_PACKED = folder;
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { stdio: ["ignore", "ignore", 2] });
  packedFile();
}
