import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { type LocalServer, startLocal } from "gatewright/local";
import { writeStackFolder } from "../gateway/terraform-fixture";

const CODE = strToU8("exports.handler = async () => 'served';");

/** Writes a stack whose function has a zip with these entries. Returns its folder and the path of the zip. */
function writeStack(
  names: readonly string[],
  change: (bytes: Buffer) => void = () => {},
): { dir: string; zip: string } {
  const dir = writeStackFolder({ routes: { "GET /x": { to: "echo" } } });
  const [zip = ""] = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".zip"),
  );
  const file = path.join(dir, zip);
  const bytes = Buffer.from(zipSync(Object.fromEntries(["index.js", ...names].map((name) => [name, CODE]))));
  change(bytes);
  writeFileSync(file, bytes);
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
    `${zip}: not a readable zip (no central directory). Build the zip of the function again.`,
  ]);
});

/** Signature of an entry in the central directory of a zip. */
const DIRECTORY_ENTRY = Buffer.from("PK\x01\x02");

/** Offsets of fields in the central directory: of the first entry, which is `index.js`. */
const fieldOf = (zip: Buffer, offset: number) => zip.indexOf(DIRECTORY_ENTRY) + offset;

// Lambda cannot unpack such a zip: "Could not unzip uploaded file".
test.each<[string, string, (zip: Buffer) => void]>([
  ["a wrong checksum", "wrong checksum", (zip) => zip.writeUInt32LE(1, fieldOf(zip, 16))],
  [
    "fewer bytes than declared",
    `${CODE.length} bytes instead of 55`,
    (zip) => zip.writeUInt32LE(55, fieldOf(zip, 24)),
  ],
  ["more bytes than declared", "more bytes than declared", (zip) => zip.writeUInt32LE(10, fieldOf(zip, 24))],
  ["a truncated deflate stream", "unexpected end of file", (zip) => zip.writeUInt32LE(9, fieldOf(zip, 20))],
  [
    "an unknown compression method",
    "compression method 12",
    (zip) => zip.writeUInt16LE(12, fieldOf(zip, 10)),
  ],
])("the start rejects a zip whose entry has %s", async (_, reason, change) => {
  const { dir, zip } = writeStack(["other.js"], change);
  expect(await startErrors(dir)).toEqual([
    `${zip}: entry "index.js"; the entry is damaged (${reason}). Build the zip of the function again.`,
  ]);
});

describe("the quota of 250 MB for unpacked code [AWS docs: gettingstarted-limits]", () => {
  const QUOTA = 250 * 1024 * 1024;

  test("the start rejects a larger zip before it unpacks the zip", async () => {
    const { dir, zip } = writeStack(["other.js"], (bytes) => {
      bytes.writeUInt32LE(QUOTA, fieldOf(bytes, 24));
    });
    expect(await startErrors(dir)).toEqual([
      `${zip}: unpacked size is ${QUOTA + CODE.length} bytes; expected at most ${QUOTA}, the quota of Lambda. Remove files from the zip.`,
    ]);
  });

  test("the start rejects a larger file before it reads the file", async () => {
    const { dir, zip } = writeStack([]);
    truncateSync(zip, 2 ** 31);
    expect(await startErrors(dir)).toEqual([
      `${zip}: file size is ${2 ** 31} bytes; expected at most ${QUOTA}, the quota of Lambda. Remove files from the zip.`,
    ]);
  });

  test("a zip of exactly this size does not exceed the quota", async () => {
    const { dir, zip } = writeStack([], (bytes) => bytes.writeUInt32LE(QUOTA, fieldOf(bytes, 24)));
    expect(await startErrors(dir)).toEqual([
      `${zip}: entry "index.js"; the entry is damaged (${CODE.length} bytes instead of ${QUOTA}). Build the zip of the function again.`,
    ]);
  });
});

test.each<[string, string, (zip: Buffer) => void]>([
  ["an offset after its end", "invalid offset", (zip) => zip.writeUInt32LE(0xffffff, zip.length - 6)],
  ["an offset to other bytes", "invalid central directory", (zip) => zip.writeUInt32LE(0, zip.length - 6)],
])("the start rejects a zip with %s", async (_, reason, change) => {
  const { dir, zip } = writeStack([], change);
  expect(await startErrors(dir)).toEqual([
    `${zip}: not a readable zip (${reason}). Build the zip of the function again.`,
  ]);
});

test("a zip with ZIP64 fields and a comment is served", async () => {
  const { dir } = writeStack([]);
  const [zip = ""] = readdirSync(dir).filter((name) => name.endsWith(".zip"));
  const file = path.join(dir, zip);
  writeFileSync(file, toZip64(readFileSync(file)));
  expect(await startErrors(dir)).toEqual([]);
  expect(await (await fetch(`${local?.url}/x`)).text()).toBe("served");
});

/** Moves the sizes and offsets of a zip with one entry into ZIP64 fields, as tools do that write to a stream. */
function toZip64(zip: Buffer): Buffer {
  const start = zip.indexOf(DIRECTORY_ENTRY);
  const entry = Buffer.from(zip.subarray(start, zip.length - 22));
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const [index, field] of [24, 20, 42].entries()) {
    extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(field)), 4 + 8 * index);
    entry.writeUInt32LE(0xffffffff, field);
  }
  entry.writeUInt16LE(extra.length, 30);
  const directory = Buffer.concat([entry, extra]);
  const end64 = Buffer.alloc(56);
  end64.write("PK\x06\x06");
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07");
  locator.writeBigUInt64LE(BigInt(start + directory.length), 8);
  const comment = Buffer.from("comment");
  const end = Buffer.alloc(22, 0xff);
  end.write("PK\x05\x06");
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([zip.subarray(0, start), directory, end64, locator, end, comment]);
}

test("a zip with folders, relative names and unusual characters is served", async () => {
  const { dir } = writeStack(["./lib/a.js", "lib/", "b/../c.js", "..d", "e..f/g", "ü ~", "..."]);
  expect(await startErrors(dir)).toEqual([]);
  expect(await (await fetch(`${local?.url}/x`)).text()).toBe("served");
});
