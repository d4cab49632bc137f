import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { linkPackages } from "./cli/project";
import { temporaryFolder } from "./support";
import { TSC, typeCheckSettings } from "./type-errors";

// Type checks the examples of the pages: the code of stacks, in blocks marked `ts`, and the files of functions, in blocks
// whose first line is the path of the file. The test of the recipes checks the pages in docs/recipes.

const PAGES = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.startsWith("recipes"))
    .map((name) => path.join("docs", name)),
];

/** Returns the examples of a page by the names of their files. */
function examples(page: string): [string, string][] {
  const text = readFileSync(page, "utf8");
  const stacks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  const functions = [...text.matchAll(/^```typescript\n\/\/ (functions\/\S+)\n([\s\S]*?)^```$/gm)];
  return [
    ...stacks.map(([, code = ""], index): [string, string] => [
      `${page}-example-${index + 1}.ts`,
      stackCode(code),
    ]),
    ...functions.map(([, file = "", code = ""]): [string, string] => [path.join(page, file), code]),
  ];
}

/** Wraps the code of an example in a function whose `this` is the stack. */
function stackCode(code: string): string {
  const imports = code.match(/^import [\s\S]*?;$/gm) ?? [];
  const body = imports.reduce((rest, line) => rest.replace(line, ""), code);
  return `${imports.join("\n")}\nexport function declare(this: import("gatewright").TerraformStack) {${body}}\n`;
}

test("the examples of the pages have no type errors", () => {
  const project = temporaryFolder();
  linkPackages(project);
  symlinkSync(process.cwd(), path.join(project, "node_modules/gatewright"));
  const files = PAGES.flatMap(examples);
  expect(files.map(([file]) => file)).toContain("docs/constructs/authorizers.md/functions/check-token.ts");
  for (const [file, code] of files) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), code);
  }
  writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify(typeCheckSettings(["**/*.ts"])));
  const args = [TSC, "--project", project, "--pretty", "false"];
  expect(spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" }).stdout).toBe("");
});
