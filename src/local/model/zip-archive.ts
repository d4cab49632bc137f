import { crc32, inflateRawSync } from "node:zlib";

/** File or folder in a zip, as the central directory at the end of the zip describes it. */
export interface ZipRecord {
  /** Path with `/` between its parts. The name of a folder ends in `/`. */
  readonly name: string;
  /** Compression method: 0 for stored bytes, 8 for deflate. */
  readonly method: number;
  /** CRC-32 checksum of the unpacked bytes. */
  readonly checksum: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Offset of the local file header. The packed bytes follow this header. */
  readonly offset: number;
}

/** Numbers at the start of the records. The names that end in 64 are those of ZIP64 records. */
const SIGNATURES = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, entry: 0x02014b50 };
/** Sizes of the records, without the fields of variable length. */
const END_BYTES = 22;
const LOCATOR64_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
/** Largest comment of a zip. The comment follows the end record. */
const COMMENT_BYTES = 65_535;
/** ID of the extra field that contains 64-bit values. */
const ZIP64_FIELD = 1;
/** Placeholder in a 32-bit field. The actual value is in the ZIP64 extra field. */
const IN_ZIP64_FIELD = 0xffff_ffff;

/**
 * Reads the central directory of a zip.
 *
 * @throws Error if the bytes are not a zip
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function listRecords(zip: Buffer): readonly ZipRecord[] {
  const records: ZipRecord[] = [];
  let { count, offset } = findDirectory(zip);
  for (; count > 0; count -= 1) {
    const { record, next } = readRecord(zip, offset);
    records.push(record);
    offset = next;
  }
  return records;
}

function findDirectory(zip: Buffer): { count: number; offset: number } {
  const last = zip.length - END_BYTES;
  for (let end = last; end >= Math.max(0, last - COMMENT_BYTES); end -= 1) {
    if (zip.readUInt32LE(end) !== SIGNATURES.end) continue;
    const locator = end - LOCATOR64_BYTES;
    if (locator >= 0 && zip.readUInt32LE(locator) === SIGNATURES.locator64) {
      const end64 = readSize(zip, locator + 8);
      if (zip.readUInt32LE(end64) === SIGNATURES.end64)
        return { count: readSize(zip, end64 + 32), offset: readSize(zip, end64 + 48) };
    }
    return { count: zip.readUInt16LE(end + 10), offset: zip.readUInt32LE(end + 16) };
  }
  throw new Error("no central directory");
}

function readRecord(zip: Buffer, start: number): { record: ZipRecord; next: number } {
  if (zip.readUInt32LE(start) !== SIGNATURES.entry) throw new Error("invalid central directory");
  const nameEnd = start + ENTRY_BYTES + zip.readUInt16LE(start + 28);
  const extraEnd = nameEnd + zip.readUInt16LE(start + 30);
  const isUtf8 = (zip.readUInt16LE(start + 8) & 0x800) !== 0;
  const [unpackedBytes, packedBytes, offset] = readSizes(zip, start, zip.subarray(nameEnd, extraEnd));
  return {
    record: {
      name: zip.toString(isUtf8 ? "utf8" : "latin1", start + ENTRY_BYTES, nameEnd),
      method: zip.readUInt16LE(start + 10),
      checksum: zip.readUInt32LE(start + 16),
      packedBytes,
      unpackedBytes,
      offset,
    },
    next: extraEnd + zip.readUInt16LE(start + 32),
  };
}

/**
 * Returns the unpacked size, the packed size and the offset. The ZIP64 extra field contains only those values that do
 * not fit into 32 bits, in this order.
 */
function readSizes(zip: Buffer, start: number, extra: Buffer): readonly [number, number, number] {
  let position = findExtraField(extra, ZIP64_FIELD);
  const [unpackedBytes = 0, packedBytes = 0, offset = 0] = [24, 20, 42].map((field) => {
    const size = zip.readUInt32LE(start + field);
    if (size !== IN_ZIP64_FIELD || position === undefined) return size;
    position += 8;
    return readSize(extra, position - 8);
  });
  return [unpackedBytes, packedBytes, offset];
}

/** Returns the position of the content of an extra field, or `undefined` if no field has this ID. */
function findExtraField(extra: Buffer, id: number): number | undefined {
  for (let start = 0; start + 4 <= extra.length; start += 4 + extra.readUInt16LE(start + 2))
    if (extra.readUInt16LE(start) === id) return start + 4;
  return undefined;
}

function readSize(bytes: Buffer, start: number): number {
  return Number(bytes.readBigUInt64LE(start));
}

/**
 * Unpacks an entry of a zip, and verifies its size and its checksum.
 *
 * @throws Error if the bytes of the entry are damaged
 */
export function unpackRecord(zip: Buffer, record: ZipRecord): Buffer {
  const { offset, packedBytes, unpackedBytes, checksum } = record;
  const start = offset + LOCAL_HEADER_BYTES + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const bytes = decompress(zip.subarray(start, start + packedBytes), record);
  if (bytes.length !== unpackedBytes) throw new Error(`${bytes.length} bytes instead of ${unpackedBytes}`);
  if (crc32(bytes) !== checksum) throw new Error("wrong checksum");
  return bytes;
}

function decompress(packed: Buffer, { method, unpackedBytes }: ZipRecord): Buffer {
  if (method === 0) return packed;
  if (method !== 8) throw new Error(`compression method ${method}`);
  // The limit stops an entry that unpacks to more than its declared size. Node requires at least 1.
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, unpackedBytes) });
}
