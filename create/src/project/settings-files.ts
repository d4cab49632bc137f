import type { Choices } from "../choices";
import { packageJson } from "./package-json";
import type { Template, TemplateText } from "./template";

/** Configuration files of npm, git, CDKTF, TypeScript and the test runner, by their path in the project. */
export function settingsFiles(template: Template, choices: Choices): [string, string][] {
  return [
    ["package.json", packageJson(template.versions, choices)],
    ["cdktf.json", cdktfJson(template.read("cdktf.json"), choices).text],
    ["tsconfig.json", tsconfig(template.read("tsconfig.json"), choices).text],
    [".gitignore", template.read("_gitignore").remove("bench/node_modules/\n").remove(BUILD_OUTPUT).text],
    choices.modules === "commonjs"
      ? ["jest.config.js", jestConfig(choices)]
      : ["vitest.config.ts", vitestConfig(choices)],
  ];
}

/** Output of the builds of Gatewright's own packages. */
const BUILD_OUTPUT =
  "dist/\ncreate/template/\ncreate/LICENSE\ndocs/.vitepress/cache/\ndocs/.vitepress/.temp/\n";

function cdktfJson(file: TemplateText, { name, cdk, modules }: Choices): TemplateText {
  const condition = cdk === "cdktn" ? " --conditions=cdktn" : "";
  // `tsx/cjs` starts sooner, but it runs only CommonJS.
  const loader = modules === "commonjs" ? "--require tsx/cjs" : "--import tsx";
  return file
    .replace("--require tsx/cjs", loader)
    .replace(" --conditions=gatewright-source", condition)
    .replace('"projectId": "gatewright-products"', `"projectId": "${name}"`);
}

function tsconfig(file: TemplateText, { cdk, modules }: Choices): TemplateText {
  const conditions = '    "customConditions": ["gatewright-source"],\n';
  const common = file
    .replace(conditions, cdk === "cdktn" ? '    "customConditions": ["cdktn"],\n' : "")
    .replace(/"include": \[.*\]/, '"include": ["*.ts", "functions", "__tests__"]')
    .replace(/"exclude": \[.*\]/, '"exclude": ["node_modules", "cdktf.out"]');
  return modules === "commonjs"
    ? common
    : common
        .replace('"module": "preserve"', '"module": "nodenext"')
        .replace('"moduleResolution": "bundler"', '"moduleResolution": "nodenext"')
        .replace('"types": ["node", "jest"]', '"types": ["node"]');
}

function jestConfig({ cdk }: Choices): string {
  const options = `  testEnvironmentOptions: { customExportConditions: ["node", "node-addons", "cdktn"] },\n`;
  return `module.exports = {
  testEnvironment: "node",
${cdk === "cdktn" ? options : ""}  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  // A test that bundles functions or starts the local gateway can take longer than the default of 5 seconds.
  testTimeout: 30_000,
  transform: {
    "^.+\\\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } },
    ],
  },
};
`;
}

function vitestConfig({ cdk }: Choices): string {
  const options = cdk === "cdktn" ? `, execArgv: ["--conditions=cdktn"]` : "";
  return `import { defineConfig } from "vitest/config";

export default defineConfig({
  // A test that bundles functions or starts the local gateway can take longer than the default of 5 seconds.
  test: { include: ["__tests__/**/*.test.ts"], testTimeout: 30_000${options} },
});
`;
}
