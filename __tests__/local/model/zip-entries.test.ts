import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { type LocalServer, startLocal } from "gatewright/local";
import { writeStackFolder } from "../gateway/terraform-fixture";

const CODE = strToU8("exports.handler = async () => 'served';");

/** Writes a stack whose function has a zip with these entries. Returns its folder and the path of the zip. */
function writeStack(names: readonly string[]): { dir: string; zip: string } {
  const dir = writeStackFolder({ routes: { "GET /x": { to: "echo" } } });
  const [zip = ""] = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".zip"),
  );
  const file = path.join(dir, zip);
  writeFileSync(file, zipSync(Object.fromEntries(["index.js", ...names].map((name) => [name, CODE]))));
  return { dir, zip: file };
}

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

async function startErrors(dir: string): Promise<unknown> {
  try {
    local = await startLocal({ dir });
  } catch (error) {
    return (error as { errors?: unknown }).errors;
  }
  return [];
}

test.each([
  "../outside.txt",
  "../../outside.txt",
  "a/../../outside.txt",
  "./../outside.txt",
  "..",
  "a/../..",
  "/tmp/outside.txt",
  "//server/share/outside.txt",
  "..\\outside.txt",
  "a\\..\\..\\outside.txt",
  "C:/outside.txt",
  "c:outside.txt",
  "a\0.txt",
])("the start rejects a zip with the entry %j, and writes nothing", async (name) => {
  const { dir, zip } = writeStack([name]);
  expect(await startErrors(dir)).toEqual([
    `${zip}: entry ${JSON.stringify(name)}; expected a path inside the folder of the code. Build the zip of the function again.`,
  ]);
});

test("the start rejects a zip with an entry below an entry that is a file", async () => {
  const { dir, zip } = writeStack(["lib", "./lib/a.js"]);
  expect(await startErrors(dir)).toEqual([
    `${zip}: entry "./lib/a.js"; entry "lib" is a file; expected a folder. Build the zip of the function again.`,
  ]);
});

test("the start rejects a file that is not a zip", async () => {
  const { dir, zip } = writeStack([]);
  writeFileSync(zip, "text");
  expect(await startErrors(dir)).toEqual([
    `${zip}: not a readable zip (invalid zip data). Build the zip of the function again.`,
  ]);
});

test("a zip with folders, relative names and unusual characters is served", async () => {
  const { dir } = writeStack(["./lib/a.js", "lib/", "b/../c.js", "..d", "e..f/g", "ü ~", "..."]);
  expect(await startErrors(dir)).toEqual([]);
  expect(await (await fetch(`${local?.url}/x`)).text()).toBe("served");
});
