import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { explainDiskError, UserError } from '@ballast/core';
import { requireChecksum } from './checksum.ts';
import { produceOnce } from './produceOnce.ts';

const attempts = 3;

export interface Download {
  readonly url: string;
  readonly target: string;
  readonly md5: string;
  readonly report: (message: string) => void;
}

/**
 * Fetches a file unless it is there. An interrupted transfer goes on where it stopped, also in a later call.
 * @throws UserError when the server cannot be reached or refuses, or the checksum is wrong.
 */
export async function download(request: Download): Promise<void> {
  await produceOnce(
    request.target,
    async (part) => {
      await transfer(request, part);
      await requireChecksum(part, request.md5, 'It was removed; run the command again, or check the url.').catch(
        async (error: unknown) => {
          await rm(part);
          throw error;
        },
      );
    },
    { keepUnfinished: true },
  );
}

async function transfer(request: Download, part: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await transferRest(request, part);
      return;
    } catch (error) {
      const explained = explainDiskError(error, part);
      if (explained instanceof UserError) throw explained;
      if (attempt === attempts) throw unreachable(request, error);
      request.report(`${basename(request.target)}: interrupted, trying again`);
    }
  }
}

async function transferRest({ url, target, report }: Download, part: string): Promise<void> {
  const present = await sizeOf(part);
  const headers = { 'accept-encoding': 'identity', ...(present > 0 && { range: `bytes=${String(present)}-` }) };
  const response = await fetch(url, { headers });
  if (response.status === 416) return; // nothing is left; the checksum decides
  if (!response.ok || response.body === null) {
    throw new UserError({ what: `the server answered ${String(response.status)} ${response.statusText}.`, where: url });
  }
  const start = response.status === 206 ? present : 0;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const progress = progressReporter(basename(target), start, start + length, report);
  await pipeline(
    Readable.fromWeb(response.body),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        progress(chunk.length);
        yield chunk;
      }
    },
    createWriteStream(part, { flags: start > 0 ? 'a' : 'w' }),
  );
}

/** Reports every tenth of the file. */
function progressReporter(name: string, start: number, total: number, report: (message: string) => void) {
  let done = start;
  let reported = Math.floor((10 * start) / total);
  return (bytes: number): void => {
    done += bytes;
    const tenths = Math.floor((10 * done) / total);
    if (!(tenths > reported)) return;
    reported = tenths;
    report(`${name}: ${String(10 * tenths)} % of ${(total / 1e6).toFixed(1)} MB`);
  };
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

function unreachable({ url, target }: Download, error: unknown): UserError {
  const { cause, message } = error as Error;
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
  return new UserError(
    {
      what: `${basename(target)} cannot be downloaded: ${reason}.`,
      where: url,
      fix: `Without a network, put the file at ${target}, or name it by the data set's option \`archive\`. A transfer that was cut off goes on where it stopped.`,
    },
    { cause: error },
  );
}
