import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import promises from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { readOrCreateKey } from "../../../src/local/issuer";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "key-file-"));
  file = path.join(folder, "deeper", "still", "key.pem");
});

afterEach(() => rmSync(folder, { recursive: true }));

test("a key is made with its folder, for its owner alone, and nothing else is left", async () => {
  await readOrCreateKey(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(path.dirname(file))).toEqual(["key.pem"]);
});

test("the second time it is the same key, and the file is not touched", async () => {
  const { kid } = await readOrCreateKey(file);
  const text = readFileSync(file, "utf8");
  expect((await readOrCreateKey(file)).kid).toBe(kid);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("of many that find no file at once all have one key", async () => {
  const found = await Promise.all(Array.from({ length: 3 }, () => readOrCreateKey(file)));
  expect(new Set(found.map(({ kid }) => kid)).size).toBe(1);
  expect(readdirSync(path.dirname(file))).toEqual(["key.pem"]);
});

test("processes that start at once have one key, run as the npm scripts run", async () => {
  const script = path.join(__dirname, "print-kid.ts");
  const run = () => promisify(execFile)(process.execPath, ["--import", "tsx", script, file]);
  const [one, two] = await Promise.all([run(), run()]);
  expect(one.stdout).toMatch(/^[\w-]{43}$/);
  expect(two.stdout).toBe(one.stdout);
}, 60_000);

test.each([
  ["nothing", ""],
  ["a text", "hello"],
  [
    "a key of another kind",
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  ],
  [
    "a key that is too small",
    generateKeyPairSync("rsa", { modulusLength: 1024 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString(),
  ],
])("a file with %s in it is named, and left as it is", async (_, text) => {
  const odd = path.join(folder, "odd.pem");
  writeFileSync(odd, text);
  await expect(readOrCreateKey(odd)).rejects.toThrow(
    /odd\.pem: no key .*; delete the file, and a new key is made$/,
  );
  expect(readFileSync(odd, "utf8")).toBe(text);
});

test("a folder that cannot be made is the fault it is", async () => {
  writeFileSync(path.join(folder, "deeper"), "");
  await expect(readOrCreateKey(file)).rejects.toThrow(/ENOTDIR|EEXIST/);
});

test("so is a file system without links, and nothing is left there", async () => {
  const fault = Object.assign(new Error("EPERM: no links here"), { code: "EPERM" });
  jest.spyOn(promises, "link").mockRejectedValueOnce(fault);
  await expect(readOrCreateKey(file)).rejects.toThrow("no links here");
  expect(readdirSync(path.dirname(file))).toEqual([]);
});
