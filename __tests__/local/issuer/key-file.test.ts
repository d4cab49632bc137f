import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import promises from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { readOrCreateKey } from "../../../src/local/issuer";

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "key-file-"));
  file = path.join(dir, "deeper", "still", "key.pem");
});

afterEach(() => rmSync(dir, { recursive: true }));

test("a new key file and its folder are accessible only to their owner", async () => {
  await readOrCreateKey(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(path.dirname(file))).toEqual(["key.pem"]);
});

test("an existing key is read, and its file stays unchanged", async () => {
  const { kid } = await readOrCreateKey(file);
  const text = readFileSync(file, "utf8");
  expect((await readOrCreateKey(file)).kid).toBe(kid);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("concurrent calls without a file return the same key", async () => {
  const keys = await Promise.all(Array.from({ length: 3 }, () => readOrCreateKey(file)));
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect(readdirSync(path.dirname(file))).toEqual(["key.pem"]);
});

test("concurrent processes without a key file use the same key", async () => {
  const script = path.join(__dirname, "print-kid.ts");
  const run = () => promisify(execFile)(process.execPath, ["--import", "tsx", script, file]);
  const [first, second] = await Promise.all([run(), run()]);
  expect(first.stdout).toMatch(/^[\w-]{43}$/);
  expect(second.stdout).toBe(first.stdout);
}, 60_000);

test.each([
  ["no content", ""],
  ["plain text", "hello"],
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
])("a file with %s is an error that names the file, and the file stays unchanged", async (_, text) => {
  const invalidFile = path.join(dir, "invalid.pem");
  writeFileSync(invalidFile, text);
  await expect(readOrCreateKey(invalidFile)).rejects.toThrow(
    /invalid\.pem: no usable signing key \(.*\)\. Delete the file to create a new key\.$/,
  );
  expect(readFileSync(invalidFile, "utf8")).toBe(text);
});

test("if the folder cannot be created, the file system error is thrown", async () => {
  writeFileSync(path.join(dir, "deeper"), "");
  await expect(readOrCreateKey(file)).rejects.toThrow(/ENOTDIR|EEXIST/);
});

test("if the file system supports no hard links, its error is thrown and no file is left behind", async () => {
  const linkError = Object.assign(new Error("EPERM: no links here"), { code: "EPERM" });
  jest.spyOn(promises, "link").mockRejectedValueOnce(linkError);
  await expect(readOrCreateKey(file)).rejects.toThrow("no links here");
  expect(readdirSync(path.dirname(file))).toEqual([]);
});
