import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { codeFile, type DevBundle, type PackageBundle } from "#bundle";
import { addSourceRoot, type Code, writeTaskFile } from "./zipped-code";

/**
 * Code that runs instead of the zip of a function. It is written to a new folder inside a {@link PackageDir}, so that
 * Node finds the npm packages that the code requires.
 */
export class DevCode implements Code {
  readonly requires: readonly string[];
  readonly #taskRoot: string;

  /**
   * Writes the code and its source map.
   *
   * @param packages folder of the npm packages that the code requires
   * @param project absolute path of the project, which contains the source files that the source map lists
   */
  constructor(bundle: DevBundle, packages: PackageDir, project: string) {
    this.requires = bundle.requires.map((name) => packages.packageFile(name));
    this.#taskRoot = mkdtempSync(path.join(packages.path, "code-"));
    for (const [name, { bytes }] of bundle.copies) writeTaskFile(path.join(this.#taskRoot, name), bytes);
    this.#writeCode(bundle, project);
    packages.link(bundle.links);
  }

  #writeCode(bundle: DevBundle, project: string): void {
    const name = codeFile(bundle);
    const file = path.join(this.#taskRoot, name);
    writeFileSync(file, bundle.code);
    writeFileSync(file, `\n//# sourceMappingURL=${name}.map\n`, { flag: "a" });
    writeFileSync(`${file}.map`, addSourceRoot(bundle.sourceMap, project));
  }

  taskRoot(): string {
    return this.#taskRoot;
  }

  remove(): void {
    rmSync(this.#taskRoot, { recursive: true, force: true });
  }
}

/**
 * Folder with a `node_modules` of bundled npm packages. Code in any folder next to this `node_modules` can
 * require the packages, by Node's usual resolution. All packages are bundled into one file, `packages.js`. In
 * `node_modules`, each package is a small file that exports its part of `packages.js`.
 */
export class PackageDir {
  readonly path: string;
  readonly packages: PackageBundle;

  /** @param parentFolder existing folder, in which a new folder for the packages is created */
  constructor(packages: PackageBundle, parentFolder: string) {
    this.packages = packages;
    this.path = mkdtempSync(path.join(parentFolder, "packages-"));
    const bundleFile = path.join(this.path, "packages.js");
    writeFileSync(bundleFile, packages.code);
    for (const name of packages.names) {
      const file = this.packageFile(name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(
        file,
        `module.exports = require(${JSON.stringify(bundleFile)})[${JSON.stringify(name)}];\n`,
      );
    }
  }

  /** Links packages that are not bundled, so that Node loads them from the project. @param links folders by name */
  link(links: Readonly<Record<string, string>>): void {
    for (const [name, folder] of Object.entries(links)) {
      const link = path.join(this.path, "node_modules", name);
      rmSync(link, { recursive: true, force: true });
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(folder, link, "junction");
    }
  }

  /** Returns the file that Node loads for an import, such as `zod`, `@scope/name/part` or `name/part.js`. */
  packageFile(name: string): string {
    const importPath = path.join(this.path, "node_modules", name);
    return /\.c?js$/.test(name) ? importPath : path.join(importPath, "index.js");
  }
}
