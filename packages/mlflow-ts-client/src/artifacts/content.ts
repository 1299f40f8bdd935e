import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { bytesBody, type Body } from '../transport/request.ts';

/** What an artifact is made of: bytes, text (UTF-8), or a file of this machine. */
export type ArtifactContent = string | Uint8Array | { readonly file: string };

/** A body, of which a part may be taken. */
export interface ArtifactBody extends Body {
  /** Bytes from `start` on, `length` of them. */
  readonly part: (start: number, length: number) => Body;
}

/** Content in a form that can be sent, whole or in parts, again if need be. */
export async function artifactBody(content: ArtifactContent): Promise<ArtifactBody> {
  if (typeof content === 'string') return ofBytes(Buffer.from(content, 'utf8'));
  if (content instanceof Uint8Array)
    return ofBytes(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
  const { file } = content;
  const { size } = await stat(file);
  return {
    ...ofFile(file, 0, size),
    part: (start, length) => ofFile(file, start, Math.min(length, size - start)),
  };
}

function ofBytes(bytes: Buffer): ArtifactBody {
  return { ...bytesBody(bytes), part: (start, length) => bytesBody(bytes.subarray(start, start + length)) };
}

function ofFile(file: string, start: number, bytes: number): Body {
  // A stream's `end` is inclusive, so that no bytes at all need no stream.
  const open = (): Readable | Buffer =>
    bytes === 0 ? Buffer.alloc(0) : createReadStream(file, { start, end: start + bytes - 1 });
  return { bytes, open };
}
