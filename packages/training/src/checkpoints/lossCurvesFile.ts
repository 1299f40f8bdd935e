import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { checkBlock, lossCurvesOf, npyHeader, parseNpyHeader, type LossCurves } from '@ballast/core';
import { explainingDiskErrors } from './diskErrors.ts';

// Loss curves in a file, since ImageNet's do not fit into memory: a `.npy` array [samples, epochs] of float32. While
// they are recorded it is in column-major order, so that an epoch is one piece at its end; `numpy.load(file,
// mmap_mode='r')` reads it at any time. Curves that are finished are read in row-major order just as well.

/** The header has room for any number of epochs, so that it is rewritten in its place. */
const headerBytes = 128;
const bytesPerLoss = 4;
const float32 = '<f4';

/** Curves up to this many bytes are read at once: those of CIFAR are, those of ImageNet are not. */
const mostBytesInMemory = 64 * 2 ** 20;

/**
 * Writes the losses [N] of an epoch after those of the epochs before it; what the file had of later ones is gone. A
 * process that is killed meanwhile leaves the epochs before.
 * @throws UserError when the disk is full; Error when the file lacks an epoch before, or is of other samples.
 */
export function appendLosses(file: string, epoch: number, losses: Float32Array): void {
  explainingDiskErrors(file, () => {
    withFile(file, epoch === 0 ? 'w+' : 'r+', (handle) => {
      const end = headerBytes + epoch * losses.byteLength;
      if (epoch > 0) checkEpochs(file, readLayout(handle, file), losses.length, epoch);
      writeHeader(handle, losses.length, epoch);
      ftruncateSync(handle, end);
      writeAt(handle, new Uint8Array(losses.buffer, losses.byteOffset, losses.byteLength), end);
      writeHeader(handle, losses.length, epoch + 1);
    });
  });
}

/** How many epochs of losses the file holds whole; 0 where there is none, or nothing of the kind. */
export function recordedEpochs(file: string): number {
  if (!existsSync(file)) return 0;
  try {
    return withFile(file, 'r', (handle) => readLayout(handle, file).epochs);
  } catch {
    return 0;
  }
}

/**
 * The curves in a file, in either order of its values: small ones are read at once, large ones when a block is wanted.
 * @throws Error when the file is no such array, or cut off.
 */
export function openLossCurves(file: string, inMemory = mostBytesInMemory): LossCurves {
  const layout = withFile(file, 'r', (handle) => readLayout(handle, file));
  const { samples, epochs } = layout;
  const block = (first: number, count: number): Float32Array => {
    checkBlock(samples, first, count);
    return withFile(file, 'r', (handle) => readBlock(handle, layout, first, count));
  };
  if (samples * epochs * bytesPerLoss > inMemory) return { sampleCount: samples, length: epochs, block };
  return lossCurvesOf(samples, epochs, block(0, samples));
}

interface Layout {
  readonly samples: number;
  readonly epochs: number;
  /** Whether an epoch is one piece, rather than a sample. */
  readonly byEpoch: boolean;
  /** Where the values begin. */
  readonly start: number;
}

/** [count, epochs] row-major */
function readBlock(handle: number, { samples, epochs, byEpoch, start }: Layout, first: number, count: number) {
  const values = new Float32Array(count * epochs);
  if (!byEpoch) {
    readAt(handle, new Uint8Array(values.buffer), start + first * epochs * bytesPerLoss);
    return values;
  }
  const losses = new Float32Array(count);
  for (let epoch = 0; epoch < epochs; epoch++) {
    readAt(handle, new Uint8Array(losses.buffer), start + (epoch * samples + first) * bytesPerLoss);
    for (let sample = 0; sample < count; sample++) values[sample * epochs + epoch] = losses[sample] as number;
  }
  return values;
}

function readLayout(handle: number, file: string): Layout {
  const header = Buffer.alloc(headerBytes);
  readSync(handle, header, 0, headerBytes, 0);
  const { type, columnMajor: byEpoch, shape, dataStart: start } = parseNpyHeader(header);
  const [samples, epochs] = shape;
  if (type !== float32 || samples === undefined || epochs === undefined || shape.length > 2) {
    throw new Error(`${file} holds no loss curves.`);
  }
  if (fstatSync(handle).size < start + samples * epochs * bytesPerLoss) throw new Error(`${file} is cut off.`);
  return { samples, epochs, byEpoch, start };
}

function checkEpochs(file: string, { samples, epochs }: Layout, expectedSamples: number, expectedEpochs: number): void {
  if (samples === expectedSamples && epochs >= expectedEpochs) return;
  const [found, expected] = [describe(samples, epochs), describe(expectedSamples, expectedEpochs)];
  throw new Error(`${file} holds the losses of ${found}, not of ${expected}.`);
}

function describe(samples: number, epochs: number): string {
  return `${String(samples)} samples in ${String(epochs)} epochs`;
}

function writeHeader(handle: number, samples: number, epochs: number): void {
  writeAt(handle, npyHeader({ type: float32, columnMajor: true, shape: [samples, epochs] }, headerBytes), 0);
}

function withFile<T>(file: string, flags: 'r' | 'r+' | 'w+', use: (handle: number) => T): T {
  const handle = openSync(file, flags);
  try {
    return use(handle);
  } finally {
    closeSync(handle);
  }
}

function writeAt(handle: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done, bytes.length - done, at + done);
}

function readAt(handle: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(handle, bytes, done, bytes.length - done, at + done);
    if (read === 0) throw new Error('The loss curves are cut off.');
    done += read;
  }
}
