import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UserError } from '../errors.ts';

/** A part of a file; from its end where `from` is negative. @throws UserError when the file is shorter. */
export function readBytes(file: string, from: number, length: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const start = from < 0 ? size + from : from;
    if (start < 0 || start + length > size) throw new UserError({ what: 'the file is cut off.', where: file });
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, start);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
