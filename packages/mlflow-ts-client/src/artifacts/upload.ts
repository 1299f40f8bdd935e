import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import * as requests from '../requests/artifacts.ts';
import type { StoredPart } from '../requests/artifacts.ts';
import type { Transport } from '../transport/transport.ts';
import type { ArtifactBody } from './content.ts';

/** When, and in what pieces, a file is sent in parts. */
export interface MultipartOptions {
  /** Files of at least so many bytes, where the server can. */
  readonly threshold: number;
  /** Bytes a part; stores want 5 MiB or more. */
  readonly partSize: number;
}

/** Files of 100 MiB and more, 16 MiB a part. */
export const DEFAULT_MULTIPART: MultipartOptions = { threshold: 100 * 1024 * 1024, partSize: 16 * 1024 * 1024 };

/** Writes into a folder of this machine: whole, or not at all. */
export async function writeToFolder(folder: string, path: string, body: ArtifactBody): Promise<void> {
  const target = join(folder, path);
  const unfinished = `${target}.${randomUUID()}.part`;
  await mkdir(dirname(target), { recursive: true });
  try {
    const content = body.open();
    await pipeline(Buffer.isBuffer(content) ? Readable.from([content]) : content, createWriteStream(unfinished));
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Sends a large file in parts, straight to the store behind the server. */
export async function uploadInParts(
  transport: Transport,
  path: string,
  body: ArtifactBody,
  partSize: number,
): Promise<void> {
  const folder = posix.dirname(path);
  const name = posix.basename(path);
  const upload = await transport.call(requests.createMultipart(folder, name, Math.ceil(body.bytes / partSize)));
  try {
    const stored: StoredPart[] = [];
    for (const part of upload.parts) {
      const bytes = body.part((part.partNumber - 1) * partSize, partSize);
      const etag = await transport.call(requests.putPart(part, bytes));
      stored.push({ partNumber: part.partNumber, etag, url: part.url });
    }
    await transport.call(requests.completeMultipart(folder, name, upload.uploadId, stored));
  } catch (error) {
    // The store would keep, and charge for, the parts; but the first failure is the one to tell.
    await transport.call(requests.abortMultipart(folder, name, upload.uploadId)).catch(() => undefined);
    throw error;
  }
}
