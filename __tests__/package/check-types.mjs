/**
 * Prints the problems that @arethetypeswrong/core finds in a packed package, as a JSON array. CDKTF and its bindings are
 * added to the package, because its declaration files refer to them through `imports`.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkPackage, createPackageFromTarballData, Package } from "@arethetypeswrong/core";

const packed = createPackageFromTarballData(readFileSync(process.argv[2]));
const declarations = packed.readFile(`/node_modules/${packed.packageName}/dist/constructs/cdktf.d.ts`);
const bindings = [...declarations.matchAll(/"#provider-aws\/([\w-]+)"/g)].map(([, name]) => name);
const files = [
  ...packed.listFiles().map((name) => [name, packed.readFile(name)]),
  ...readPackage("cdktf", ["lib"]),
  ...readPackage(
    "@cdktf/provider-aws",
    bindings.map((name) => `lib/${name}`),
  ),
];
const all = new Package(Object.fromEntries(files), packed.packageName, packed.packageVersion);
const { problems } = await checkPackage(all);
process.stdout.write(JSON.stringify(problems));

/** Returns the manifest, the scripts and the declaration files of an installed package, with their paths. */
function readPackage(name, folders) {
  const names = folders.flatMap((folder) =>
    readdirSync(path.join("node_modules", name, folder), { recursive: true })
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      .map((file) => path.posix.join(folder, file)),
  );
  return ["package.json", ...names].map((file) => {
    const installed = path.posix.join("node_modules", name, file);
    return [`/${installed}`, readFileSync(installed, "utf8")];
  });
}
