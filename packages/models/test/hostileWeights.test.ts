import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { createRandom, UserError } from '@ballast/core';
import { afterAll, describe, expect, it } from 'vitest';
import { openNpz } from '../src/weights/npz.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-weights-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A ZIP archive with one deflated entry that declares whatever is asked. */
function npz(content: Buffer, declared: { unpacked?: number; offset?: number; directory?: number } = {}): Buffer {
  const stored = deflateRawSync(content);
  const name = Buffer.from('weight.npy');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(stored.length, 20);
  entry.writeUInt32LE(declared.unpacked ?? content.length, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(declared.offset ?? 0, 42);
  const start = local.length + name.length + stored.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(declared.directory ?? entry.length + name.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, name, stored, entry, name, end]);
}

function npy(values: number): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${String(values)},), }`;
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header), Buffer.alloc(4 * values)]);
}

function read(bytes: Buffer): unknown {
  const file = join(folder, 'weights.npz');
  writeFileSync(file, bytes);
  return openNpz(file).read('weight');
}

describe('an .npz file', () => {
  it('is read where nothing is wrong with it', () => {
    expect(read(npz(npy(3)))).toEqual({ shape: [3], data: new Float32Array(3) });
  });

  it.each([
    ['unpacks to more than it declares', npz(npy(2 ** 24), { unpacked: 1000 })],
    ['begins an entry after its end', npz(npy(3), { offset: 2 ** 31 })],
    ['has a directory longer than itself', npz(npy(3), { directory: 2 ** 31 })],
    ['has an empty directory', npz(npy(3), { directory: 0 })],
    ['holds no array', npz(Buffer.from('text'))],
    ['is empty', Buffer.alloc(0)],
  ])('that %s is named', (_, bytes) => {
    expect(() => read(bytes)).toThrow(UserError);
    expect(() => read(bytes)).toThrow(/weights\.npz/);
  });

  it('with any of its bytes changed is read or named', () => {
    const random = createRandom('changed bytes');
    const whole = npz(npy(8));
    for (let run = 0; run < 300; run++) {
      const changed = Buffer.from(whole);
      for (let change = 0; change <= run % 3; change++) changed[random.integer(changed.length)] = random.integer(256);
      try {
        read(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as UserError).message).toContain('weights.npz');
      }
    }
  });
});
