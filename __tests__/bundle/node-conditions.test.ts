import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundle } from "#bundle";
import { nodeConditions } from "#node-conditions";
import { temporaryFolder } from "../support";

test.each([
  [[], []],
  [["--conditions=beta", "--import", "tsx"], ["beta"]],
  [
    ["-C", "beta", "--inspect", "-Cgamma", "--conditions", "beta"],
    ["beta", "gamma"],
  ],
])("the Node flags %j give the conditions %j", (flags, conditions) => {
  expect(nodeConditions(flags)).toEqual(conditions);
});

test("a function is built with the files that the conditions of this Node process select", () => {
  const project = temporaryFolder();
  const folder = path.join(project, "node_modules", "pack");
  mkdirSync(folder, { recursive: true });
  const exports = { "gatewright-beta": "./beta.js", default: "./default.js" };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "pack", exports }));
  writeFileSync(path.join(folder, "beta.js"), 'module.exports = "beta file";');
  writeFileSync(path.join(folder, "default.js"), 'module.exports = "default file";');
  writeFileSync(path.join(project, "a.ts"), 'import text from "pack"; export const handler = () => text;');
  const build = () => {
    const [built] = bundle([{ entry: "a.ts", target: "node22" }], project).values();
    return built?.inputs.map((input) => path.basename(input));
  };
  expect(build()).toContain("default.js");
  const { NODE_OPTIONS } = process.env;
  process.env.NODE_OPTIONS = `${NODE_OPTIONS} --conditions=gatewright-beta`;
  try {
    expect(build()).toContain("beta.js");
  } finally {
    process.env.NODE_OPTIONS = NODE_OPTIONS;
  }
});
