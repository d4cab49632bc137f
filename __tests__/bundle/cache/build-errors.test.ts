import { rmSync } from "node:fs";
import path from "node:path";
import { BundleError } from "#bundle";
import { write } from "../project";
import { buildCached, createWorkspace, importFrom } from "./cache-fixture";

test("invalid code is reported although a valid bundle is cached", async () => {
  const workspace = createWorkspace({
    "functions/a.ts": importFrom("./lib"),
    "functions/lib.ts": "export const v = 1;",
  });
  await buildCached(workspace);
  rmSync(path.join(workspace.root, "functions/lib.ts"));
  await expect(buildCached(workspace)).rejects.toThrow(BundleError);
  await expect(buildCached(workspace, "functions/none.ts")).rejects.toThrow(
    'entry "functions/none.ts" does not exist',
  );
});

test("an invalid tsconfig.json is reported although the code is unchanged", async () => {
  const workspace = createWorkspace({
    "functions/a.ts": "export const handler = 1;",
    "tsconfig.json": '{ "extends": "./base.json" }',
    "base.json": "{}",
  });
  await buildCached(workspace);
  write(workspace.root, { "base.json": '{ "compilerOptions": { "target": "ES1" } }' });
  await expect(buildCached(workspace)).rejects.toThrow('Unrecognized target environment "ES1"');
});
