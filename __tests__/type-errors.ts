import { spawnSync } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const TSC = path.resolve("node_modules/typescript/lib/tsc.js");

/** Error that tsc reports for a line of code. */
export interface TypeError {
  /** Index of the line in the code that was compiled, from 0. */
  readonly line: number;
  /** Text of the line from the place of the error to its end. */
  readonly at: string;
  readonly message: string;
}

/**
 * Compiles lines of code after `header`, and returns the errors of tsc. The code can import the package by its
 * name, and the packages of this repository.
 *
 * @param header lines before the code, such as imports. Their errors make this function throw
 */
export function typeErrors(header: string, lines: readonly string[]): readonly TypeError[] {
  const folder = mkdtempSync(path.join(tmpdir(), "gatewright-types-"));
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  const source = `${header.trim()}\n${lines.join("\n")}\n`;
  writeFileSync(path.join(folder, "code.ts"), source);
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(typeCheckSettings(["code.ts"])));
  const { stdout } = spawnSync(process.execPath, [TSC, "--project", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  });
  const first = header.trim().split("\n").length;
  return stdout.split(/\n(?! )/).flatMap((text) => parseError(text, source.split("\n"), first) ?? []);
}

/**
 * Returns a `tsconfig.json` for code outside of the repository that imports the package by its name.
 * @param include files of the code, relative to the folder of the `tsconfig.json`
 */
export function typeCheckSettings(include: readonly string[]): object {
  return {
    extends: path.resolve("tsconfig.json"),
    compilerOptions: {
      noUnusedLocals: false,
      typeRoots: [path.resolve("node_modules/@types")],
      types: ["node"],
      paths: {
        gatewright: [path.resolve("src/constructs/index.ts")],
        "gatewright/*": [path.resolve("src/*/index.ts")],
        zod: [path.resolve("node_modules/zod")],
      },
    },
    include: [...include, path.resolve("src/**/*.d.ts")],
  };
}

function parseError(text: string, source: readonly string[], first: number): TypeError | undefined {
  if (text === "") return undefined;
  const [, row, column, message = ""] = /^code\.ts\((\d+),(\d+)\): error (.*)/s.exec(text) ?? [];
  const line = Number(row) - 1 - first;
  if (row === undefined || line < 0) throw new Error(text);
  return { line, at: source[Number(row) - 1]?.slice(Number(column) - 1) ?? "", message };
}
