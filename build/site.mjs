/**
 * Builds the documentation site from docs into docs/.vitepress/dist. A dead link is an error. The build takes more time
 * than all other checks together, so it is skipped if docs and the versions of the packages have not changed since the
 * last build. Run this file in the root folder of the repository, as the npm scripts do.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "vitepress";

const HASH_FILE = "docs/.vitepress/cache/site-hash";
const OUTPUT = /^\.vitepress[\\/](dist|cache|\.temp)/;

function hashSources() {
  const pages = readdirSync("docs", { recursive: true })
    .filter((name) => !OUTPUT.test(name))
    .map((name) => path.join("docs", name))
    .filter((file) => statSync(file).isFile())
    .sort();
  const hash = createHash("sha256").update(process.env.DOCS_BASE ?? "");
  for (const file of [...pages, "build/site.mjs", "package-lock.json"]) {
    hash.update(`${file}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

const hash = hashSources();
const isBuilt = existsSync("docs/.vitepress/dist/index.html") && existsSync(HASH_FILE);
if (isBuilt && readFileSync(HASH_FILE, "utf8") === hash) {
  console.log("The documentation site is up to date.");
} else {
  rmSync(HASH_FILE, { force: true });
  await build("docs");
  mkdirSync(path.dirname(HASH_FILE), { recursive: true });
  writeFileSync(HASH_FILE, hash);
}
