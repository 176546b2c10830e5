import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  /** with `/` between folders */
  name: string;
  content: Buffer | string;
  /** is it worth compressing? Pictures and documents are compressed already */
  compress: boolean;
}

/** UTF-8 names (APPNOTE 4.4.4, bit 11). */
const utf8 = 0x800;
const [stored, deflated] = [0, 8];
const most32 = 0xffffffff;
/** A file that its owner writes and all read, as Unix keeps it. */
const plainFile = 0o100644 * 65536;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3), written as its entries come; one of them at a time is in memory. Past 4 GiB or
 * 65,535 entries it is a ZIP64 one; a single entry stays below 4 GiB.
 * @param at when the entries are said to have been made
 */
export async function* zipped(entries: AsyncIterable<ZipEntry>, at: Moment): AsyncGenerator<Buffer> {
  const time = dosTime(at);
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { name, content, compress } of entries) {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const packed = compress ? deflateRawSync(bytes) : bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(utf8, 2);
    fields.writeUInt16LE(compress ? deflated : stored, 4);
    fields.writeUInt32LE(time, 6);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    const called = Buffer.from(name);
    fields.writeUInt16LE(called.length, 22);
    yield Buffer.concat([signature("PK\x03\x04"), fields, called, packed]);
    directory.push(entryOf(fields, called, offset));
    offset += 30 + called.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  yield listed;
  yield endOf(directory.length, listed.length, offset);
}

const signature = (text: string): Buffer => Buffer.from(text, "latin1");

/** The entry once more, with where it stands. */
function entryOf(fields: Buffer, name: Buffer, offset: number): Buffer {
  const far = offset >= most32;
  const head = Buffer.alloc(46);
  signature("PK\x01\x02").copy(head);
  // made as on Unix: else names of other scripts are read as an old code page's
  head.writeUInt16LE((3 << 8) | (far ? 45 : 20), 4);
  fields.copy(head, 6);
  head.writeUInt16LE(far ? 12 : 0, 30);
  head.writeUInt32LE(plainFile, 38);
  head.writeUInt32LE(far ? most32 : offset, 42);
  const extra = Buffer.alloc(far ? 12 : 0);
  if (far) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(offset), 4);
  }
  return Buffer.concat([head, name, extra]);
}

function endOf(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  signature("PK\x05\x06").copy(end);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(Math.min(size, most32), 12);
  end.writeUInt32LE(Math.min(offset, most32), 16);
  if (count < 0xffff && size < most32 && offset < most32) return end;
  const far = Buffer.alloc(56);
  signature("PK\x06\x06").copy(far);
  far.writeBigUInt64LE(44n, 4);
  far.writeUInt16LE(45, 12);
  far.writeUInt16LE(45, 14);
  far.writeBigUInt64LE(BigInt(count), 24);
  far.writeBigUInt64LE(BigInt(count), 32);
  far.writeBigUInt64LE(BigInt(size), 40);
  far.writeBigUInt64LE(BigInt(offset), 48);
  const where = Buffer.alloc(20);
  signature("PK\x06\x07").copy(where);
  where.writeBigUInt64LE(BigInt(offset + size), 8);
  where.writeUInt32LE(1, 16);
  return Buffer.concat([far, where, end]);
}

/** MS-DOS date and time, of UTC: two seconds are its finest. */
function dosTime(at: Moment): number {
  const { year, month, day, hour, minute, second } = at;
  return ((((Math.max(year, 1980) - 1980) << 9) | (month << 5) | day) * 65536 + ((hour << 11) | (minute << 5) | (second >> 1))) >>> 0;
}
/** A moment in its parts. */
type Moment = { year: number; month: number; day: number; hour: number; minute: number; second: number };
