/**
 * Builds the npm package create-gatewright. esbuild bundles its command with all libraries into one file, so that
 * `npm create gatewright` downloads a single package. The template is copied from the sample in the root folder.
 */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");

/** Files and folders of the sample that are part of the template. */
const TEMPLATE = [
  "main.ts",
  "functions",
  "cdktf.json",
  "tsconfig.json",
  ".github/workflows/check.yml",
  ".github/workflows/deploy.yml",
  ".github/workflows/plan.yml",
];

/** Writes `dist`, `template` and the license of the package to a folder. */
export function buildCreate(folder) {
  for (const name of ["dist", "template"]) rmSync(path.join(folder, name), { recursive: true, force: true });
  bundleCommand(path.join(folder, "dist"));
  copyTemplate(path.join(folder, "template"));
  cpSync(path.join(root, "LICENSE"), path.join(folder, "LICENSE"));
}

function bundleCommand(dist) {
  const outfile = path.join(dist, "index.js");
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: ["create/src/index.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    minifySyntax: true,
    metafile: true,
    tsconfig: "build/tsconfig.create.json",
  });
  chmodSync(outfile, 0o755);
  writeFileSync(path.join(dist, "THIRD-PARTY-LICENSES.txt"), collectLicenses(Object.keys(metafile.inputs)));
}

/** Returns the licenses of the libraries in the bundle, which have to be distributed together with them. */
function collectLicenses(inputs) {
  const names = inputs.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort().map(readLicense).join("\n----\n\n");
}

/** Returns the license text of a package, or the fields of its package.json if it has no such file. */
function readLicense(name) {
  const folder = path.join(root, "node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const { version, license, author, repository } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8"),
  );
  const text = file
    ? readFileSync(path.join(folder, file), "utf8").trim()
    : JSON.stringify({ license, author, repository }, undefined, 2);
  return `${name} ${version}\n\n${text}\n`;
}

function copyTemplate(template) {
  for (const name of TEMPLATE) cpSync(path.join(root, name), path.join(template, name), { recursive: true });
  mkdirSync(template, { recursive: true });
  // npm leaves out files that are named .gitignore.
  cpSync(path.join(root, ".gitignore"), path.join(template, "_gitignore"));
  writeFileSync(path.join(template, "versions.json"), `${JSON.stringify(readVersions(), undefined, 2)}\n`);
}

/** Returns the versions of the packages that the root folder uses, and the overrides of their dependencies. */
function readVersions() {
  const { name, version, dependencies, devDependencies, overrides } = JSON.parse(
    readFileSync(path.join(root, "package.json"), "utf8"),
  );
  return { packages: { [name]: version, ...dependencies, ...devDependencies }, overrides };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  buildCreate(path.resolve(process.argv[2] ?? path.join(root, "create")));
}
