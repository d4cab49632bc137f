import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DevBundle, PackageBundle } from "#bundle";
import { type Code, prefixRoot } from "./function-code";

/** Code that was built while someone works on it, in a folder of its own below the packages that it requires. */
export class DevCode implements Code {
  readonly requires: readonly string[];
  readonly #taskRoot: string;

  /** @param project what its source map's sources are relative to */
  constructor({ code, sourceMap, requires }: DevBundle, packages: PackageDir, project: string) {
    this.requires = requires.map((name) => packages.fileOf(name));
    this.#taskRoot = mkdtempSync(path.join(packages.path, "code-"));
    const file = path.join(this.#taskRoot, "index.js");
    writeFileSync(file, code);
    writeFileSync(file, "\n//# sourceMappingURL=index.js.map\n", { flag: "a" });
    writeFileSync(`${file}.map`, prefixRoot(sourceMap, project));
  }

  taskRoot(): string {
    return this.#taskRoot;
  }

  remove(): void {
    rmSync(this.#taskRoot, { recursive: true, force: true });
  }
}

/** A `node_modules`, which Node looks into from every folder beside it. */
export class PackageDir {
  readonly path: string;
  readonly packages: PackageBundle;

  /** @param parent where to make it */
  constructor(packages: PackageBundle, parent: string) {
    this.packages = packages;
    this.path = mkdtempSync(path.join(parent, "packages-"));
    const all = path.join(this.path, "packages.js");
    writeFileSync(all, packages.code);
    for (const name of packages.names) {
      const file = this.fileOf(name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `module.exports = require(${JSON.stringify(all)})[${JSON.stringify(name)}];\n`);
    }
  }

  fileOf(name: string): string {
    const own = path.join(this.path, "node_modules", name);
    return /\.c?js$/.test(name) ? own : path.join(own, "index.js");
  }
}
