import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { temporaryFolder } from "../support";

test("an app can zip a folder with the asset construct of CDKTF, and can load archiver itself", () => {
  const project = temporaryFolder();
  const script = `
    const { App, TerraformStack } = require("gatewright");
    const { AssetType, TerraformAsset } = require("cdktf");
    const { createRequire } = require("node:module");
    const app = new App();
    const stack = new TerraformStack(app, "files");
    new TerraformAsset(stack, "folder", { path: process.argv[1], type: AssetType.ARCHIVE });
    app.synth();
    console.log(typeof createRequire(require.resolve("cdktf"))("archiver").create);
  `;
  const source = temporaryFolder();
  writeFileSync(path.join(source, "a.txt"), "content");
  const output = execFileSync(
    process.execPath,
    ["--conditions=gatewright-source", "--require", "tsx/cjs", "--eval", script, source],
    { env: { ...process.env, CDKTF_OUTDIR: project }, encoding: "utf8" },
  );
  expect(output).toBe("function\n");
  const names = readdirSync(project, { recursive: true, encoding: "utf8" });
  const [zip = ""] = names.filter((name) => name.endsWith(".zip"));
  expect(Object.keys(unzipSync(readFileSync(path.join(project, zip))))).toEqual(["a.txt"]);
});
