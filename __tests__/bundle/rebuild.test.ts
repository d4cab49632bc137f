import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BundleError, bundle, Rebuilder } from "#bundle";
import { temporaryFolder } from "../support";

const REQUEST = { entry: "functions/a.ts", target: "node20" };

function project(code: string): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "functions"));
  write(folder, code);
  return folder;
}

function write(folder: string, code: string): void {
  writeFileSync(path.join(folder, REQUEST.entry), code);
}

let rebuilder: Rebuilder | undefined;
afterEach(() => rebuilder?.stop());

test("each rebuild gives the bytes that a build from nothing gives", async () => {
  const folder = project("export const handler = () => 1;");
  rebuilder = new Rebuilder(folder);
  for (const value of [1, 2, 3]) {
    write(folder, `export const handler = () => ${value};`);
    const [built] = bundle([REQUEST], folder).values();
    expect(await rebuilder.rebuild(REQUEST)).toEqual(built);
  }
});

test("code that is wrong is told of, and can be put right", async () => {
  const folder = project("export const handler = (;");
  rebuilder = new Rebuilder(folder);
  await expect(rebuilder.rebuild(REQUEST)).rejects.toThrow(/^functions\/a\.ts:1:25: /);
  write(folder, "export const other = 1;");
  await expect(rebuilder.rebuild(REQUEST)).rejects.toThrow(BundleError);
  write(folder, "export const handler = () => 1;");
  expect((await rebuilder.rebuild(REQUEST)).inputs).toEqual(["functions/a.ts"]);
});
