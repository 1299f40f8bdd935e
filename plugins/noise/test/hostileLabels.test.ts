import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from '@ballast/core';
import { expect, it } from 'vitest';
import { noise, taskOf } from './noiseTask.ts';

it('a label file that unpacks to more than 256 MiB is refused by name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-labels-'));
  try {
    const file = join(folder, 'labels.csv.gz');
    const part = gzipSync(Buffer.alloc(2 ** 24, '0')); // gzip files one after another are one
    writeFileSync(file, Buffer.concat(Array.from({ length: 17 }, () => part)));
    const corrupt = () => noise({ type: 'from-file', file, column: 'people' }).corrupt(taskOf([1, 1, 1]));
    expect(corrupt).toThrow(UserError);
    expect(corrupt).toThrow(/noise\.file: .*labels\.csv\.gz: the label file cannot be read: .*larger than/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
