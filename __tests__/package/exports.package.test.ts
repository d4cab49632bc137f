import { execFileSync, spawnSync } from "node:child_process";
import { packedFile } from "./user-project";

test("publint reports nothing about the packed package", () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["node_modules/publint/src/cli.js", "run", packedFile("gatewright"), "--strict"],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  expect([status, stdout]).toEqual([0, expect.stringMatching(/All good!\s*$/)]);
});

test("the types of every entry point resolve, except in the module resolution node10, which ignores exports", () => {
  const output = execFileSync(
    process.execPath,
    ["__tests__/package/check-types.mjs", packedFile("gatewright")],
    {
      encoding: "utf8",
    },
  );
  const problems: readonly Record<string, string>[] = JSON.parse(output);
  expect(problems.filter(({ resolutionKind }) => resolutionKind !== "node10")).toEqual([]);
  expect(new Set(problems.map(({ kind }) => kind))).toEqual(new Set(["NoResolution"]));
});

test("the packed package contains only compiled code, its manifest, its README, its license and its notices", () => {
  const names = execFileSync("tar", ["-tzf", packedFile("gatewright")], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
  const others = names.filter((name) => !/^package\/dist\/.*\.(js|cjs|js\.map|d\.ts|proto)$/.test(name));
  expect(others.sort()).toEqual([
    "package/LICENSE",
    "package/NOTICE",
    "package/README.md",
    "package/package.json",
  ]);
});
