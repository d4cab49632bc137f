/**
 * Compiles src to dist, which is the code of the npm package: CommonJS with declaration files, and the modules that ship
 * in Lambda functions as ES modules too, because esbuild cannot tree-shake CommonJS. Then builds create-gatewright.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import path from "node:path";
import { buildCreate } from "./build-create.mjs";

const root = path.resolve(import.meta.dirname, "..");

function compile(project) {
  const tsc = path.join(root, "node_modules/typescript/lib/tsc.js");
  execFileSync(process.execPath, [tsc, "--project", path.join(root, "build", project)], { stdio: "inherit" });
}

/** Bundles the script of the workers. Otherwise, each start of the local gateway would bundle it, in 80 ms. */
function bundleWorker(folder) {
  const script = `require("./write-bootstrap").bundleWorker()`;
  const write = `require("node:fs").writeFileSync("worker/bundle.cjs", ${script})`;
  // Without NODE_OPTIONS, which may set the condition for the sources.
  execFileSync(process.execPath, ["--eval", write], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
}

rmSync(path.join(root, "dist"), { recursive: true, force: true });
compile("tsconfig.cjs.json");
compile("tsconfig.esm.json");
const definition = "plan/provider/tfplugin5.proto";
cpSync(path.join(root, "src", definition), path.join(root, "dist", definition));
chmodSync(path.join(root, "dist/cli/index.js"), 0o755);
bundleWorker(path.join(root, "dist/local/lambda"));
compile("tsconfig.create.json");
buildCreate(path.join(root, "create"));
