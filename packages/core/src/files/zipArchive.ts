import { inflateRawSync } from 'node:zlib';
import { UserError } from '../errors.ts';
import { readBytes } from './readBytes.ts';

/** A file in a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  /** Its content, unpacked. @throws Error when it is damaged, or larger than that many bytes. */
  read(mostBytes: number): Buffer;
}

const directoryEnd = 0x06054b50;
const directoryEndBytes = 22;

/**
 * The files in a ZIP archive of less than 4 GiB without a comment, as NumPy and PyTorch write them.
 * @throws UserError when it is none, or cut off; RangeError when it is damaged.
 */
export function openZip(file: string): ZipEntry[] {
  const end = readBytes(file, -directoryEndBytes, directoryEndBytes);
  if (end.readUInt32LE(0) !== directoryEnd) {
    throw new UserError({ what: 'this is no ZIP archive, or cut off.', where: file });
  }
  const headers = readBytes(file, end.readUInt32LE(16), end.readUInt32LE(12));
  const entries: ZipEntry[] = [];
  for (let count = end.readUInt16LE(10), at = 0; count > 0; count--) {
    const nameBytes = headers.readUInt16LE(at + 28);
    const content: Content = {
      deflated: headers.readUInt16LE(at + 10) === 8,
      bytes: headers.readUInt32LE(at + 20),
      unpackedBytes: headers.readUInt32LE(at + 24),
      offset: headers.readUInt32LE(at + 42),
    };
    entries.push({
      name: headers.toString('utf8', at + 46, at + 46 + nameBytes),
      read: (mostBytes) => contentOf(file, content, mostBytes),
    });
    at += 46 + nameBytes + headers.readUInt16LE(at + 30) + headers.readUInt16LE(at + 32);
  }
  return entries;
}

interface Content {
  readonly deflated: boolean;
  readonly bytes: number;
  readonly unpackedBytes: number;
  /** Where its local header stands. */
  readonly offset: number;
}

function contentOf(file: string, { deflated, bytes, unpackedBytes, offset }: Content, mostBytes: number): Buffer {
  const header = readBytes(file, offset, 30);
  if (bytes > mostBytes) throw new RangeError(`it has more than ${String(mostBytes)} bytes`);
  const stored = readBytes(file, offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), bytes);
  return deflated ? inflateRawSync(stored, { maxOutputLength: Math.min(unpackedBytes, mostBytes) }) : stored;
}
