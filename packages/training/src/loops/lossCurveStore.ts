import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { LossCurves } from '@ballast/core';

/** The header has room for any number of epochs, so that it is rewritten in its place. */
const headerBytes = 128;
const bytesPerLoss = 4;
const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerBytes - 10, 0]); // NumPy's format 1.0

/**
 * Loss curves in a file, for more samples than fit into memory: written epoch by epoch, read by block of samples.
 * The file is a `.npy` array [samples, epochs] of float32 in column-major order, so that an epoch is one piece at its
 * end and `numpy.load(file, mmap_mode='r')` reads it.
 */
export interface LossCurveStore {
  readonly sampleCount: number;
  /** Epochs that are whole. */
  readonly epochs: number;
  /** Adds the losses [sampleCount] of the next epoch; NaN for a sample that was not seen. */
  appendEpoch(losses: Float32Array): void;
  /** Forgets the epochs from this one on, which are run once more. */
  truncate(epochs: number): void;
  /** The curves of the samples `first` to `first + count − 1`. Holds count · epochs numbers. @throws RangeError */
  readBlock(first: number, count: number): LossCurves;
  close(): void;
}

/**
 * Opens or begins a store. An epoch that an earlier process did not finish is gone.
 * @throws Error when the file is no such array, or one of other samples
 */
export function openLossCurveStore(file: string, sampleCount: number): LossCurveStore {
  const isNew = !existsSync(file);
  const descriptor = openSync(file, isNew ? 'w+' : 'r+');
  const epochBytes = sampleCount * bytesPerLoss;
  const endOf = (count: number): number => headerBytes + count * epochBytes;
  let epochs = isNew ? 0 : readEpochs(descriptor, sampleCount, file);

  const setEpochs = (count: number): void => {
    fsyncSync(descriptor); // the header never counts an epoch that is not on the disk
    writeSync(descriptor, headerOf(sampleCount, count), 0, headerBytes, 0);
    epochs = count;
  };
  if (isNew) setEpochs(0);

  return {
    sampleCount,
    get epochs() {
      return epochs;
    },
    appendEpoch: (losses) => {
      if (losses.length !== sampleCount) {
        throw new Error(`Expected the losses of ${String(sampleCount)} samples, found ${String(losses.length)}.`);
      }
      writeWhole(descriptor, new Uint8Array(losses.buffer, losses.byteOffset, losses.byteLength), endOf(epochs));
      setEpochs(epochs + 1);
    },
    truncate: (count) => {
      if (count >= epochs) return;
      setEpochs(count);
      ftruncateSync(descriptor, endOf(count));
    },
    readBlock: (first, count) => {
      if (first < 0 || count < 0 || first + count > sampleCount) throw new RangeError('There are no such samples.');
      const values = new Float32Array(count * epochs);
      const losses = new Float32Array(count);
      const bytes = new Uint8Array(losses.buffer);
      for (let epoch = 0; epoch < epochs; epoch++) {
        readWhole(descriptor, bytes, endOf(epoch) + first * bytesPerLoss);
        for (let sample = 0; sample < count; sample++) values[sample * epochs + epoch] = losses[sample] as number;
      }
      return { sampleCount: count, length: epochs, values };
    },
    close: () => {
      closeSync(descriptor);
    },
  };
}

function headerOf(sampleCount: number, epochs: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': True, 'shape': (${String(sampleCount)}, ${String(epochs)}), }`;
  return Buffer.concat([prefix, Buffer.from(text.padEnd(headerBytes - prefix.length - 1) + '\n', 'latin1')]);
}

function readEpochs(descriptor: number, sampleCount: number, file: string): number {
  const header = Buffer.alloc(headerBytes);
  readSync(descriptor, header, 0, headerBytes, 0);
  const shape = /'fortran_order': True, 'shape': \((\d+), (\d+)\)/.exec(header.toString('latin1'));
  const [samples, epochs] = [Number(shape?.[1]), Number(shape?.[2])];
  const length = headerBytes + samples * epochs * bytesPerLoss;
  if (samples !== sampleCount || !(fstatSync(descriptor).size >= length)) {
    closeSync(descriptor);
    throw new Error(`${file} does not hold whole loss curves of ${String(sampleCount)} samples.`);
  }
  return epochs;
}

function writeWhole(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
  }
}

function readWhole(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, at + done);
    if (read === 0) throw new Error('The loss curves are cut off.');
    done += read;
  }
}
