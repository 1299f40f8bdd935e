import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { createRandom, UserError } from '@ballast/core';
import { afterAll, describe, expect, it } from 'vitest';
import { noise, taskOf } from './noiseTask.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-torch-labels-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = join(folder, 'labels.pt');

/** A ZIP archive of one stored file, as `torch.save` writes it. */
function archive(content: Buffer, name = 'archive/data.pkl'): Buffer {
  const common = Buffer.alloc(24); // from the method on: stored, no time
  common.writeUInt32LE(crc32(content), 6);
  common.writeUInt32LE(content.length, 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt16LE(name.length, 18);
  const local = Buffer.concat([Buffer.from('PK\x03\x04\x00\x00\x00\x00'), common.subarray(0, 22)]);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x00\x00\x00\x00\x00\x00'), common.subarray(0, 22), Buffer.alloc(14)]); // prettier-ignore
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + content.length, 16);
  return Buffer.concat([local, Buffer.from(name), content, entry, Buffer.from(name), end]);
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from('X'), length, bytes]);
};
const raw = (value: string): Buffer => Buffer.from(value, 'latin1');
const named = (name: string): Buffer => raw(`c${name.replace(' ', '\n')}\n`);

/** The instructions by which NumPy restores a vector, in protocol 2. */
function vector(type: string, length: number, bytes: Buffer, order = '<'): Buffer {
  const encoded = (latin: string) => Buffer.concat([named('_codecs encode'), text(latin), text('latin1'), raw('\x86R')]); // prettier-ignore
  const empty = Buffer.concat([named('numpy.core.multiarray _reconstruct'), named('numpy ndarray'), raw('K\x00\x85'), encoded('b'), raw('\x87R')]); // prettier-ignore
  const dtype = Buffer.concat([named('numpy dtype'), text(type), raw('\x89\x88\x87R(K\x03'), text(order), raw('NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb')]); // prettier-ignore
  return Buffer.concat([empty, raw(`(K\x01K${String.fromCharCode(length)}\x85`), dtype, raw('\x89'), encoded(bytes.toString('latin1')), raw('tb')]); // prettier-ignore
}

const int64 = (...values: number[]): Buffer => Buffer.from(BigInt64Array.from(values, BigInt).buffer);
const list = (...values: number[]): Buffer => raw(`](${values.map((value) => `K${String.fromCharCode(value)}`).join('')}e`); // prettier-ignore

function dictionary(entries: Readonly<Record<string, Buffer>>): Buffer {
  const items = Object.entries(entries).flatMap(([name, value]) => [text(name), value]);
  return Buffer.concat([raw('\x80\x02}('), ...items, raw('u.')]);
}

const published = {
  clean_label: vector('i8', 3, int64(0, 1, 2)),
  noisy_label: vector('i8', 3, int64(2, 1, 0)),
  coarse: list(1, 0, 1),
};

function labels(content: Buffer, column = 'noisy_label', options: Readonly<Record<string, unknown>> = {}): number[] {
  writeFileSync(file, content);
  const injector = noise({ type: 'from-file', file, column, ...options });
  return [...injector.corrupt(taskOf([1, 1, 1])).givenLabels];
}

describe('labels that PyTorch saved', () => {
  it('are read from arrays and lists, by the place of an image', () => {
    const whole = archive(dictionary(published));
    expect(labels(whole)).toEqual([2, 1, 0]);
    expect(labels(whole, 'coarse')).toEqual([1, 0, 1]);
    const others = { ...published, bytes: vector('u1', 3, raw('\x01\x02\x00'), '|'), short: vector('i4', 3, Buffer.from(Int32Array.of(2, 2, 0).buffer)) }; // prettier-ignore
    expect(labels(archive(dictionary(others)), 'bytes')).toEqual([1, 2, 0]);
    expect(labels(archive(dictionary(others)), 'short')).toEqual([2, 2, 0]);
  });

  const entry = (noisy: Buffer): Buffer => archive(dictionary({ ...published, noisy_label: noisy }));
  const call = (name: string): Buffer => Buffer.concat([named(name), text('true'), raw('\x85R')]);
  it.each([
    ['another function', entry(call('os system')), /asks for Python's os system, where only/],
    ['a built-in function', entry(call('builtins eval')), /Python's builtins eval/],
    ['a name of ours', entry(call('__proto__ constructor')), /Python's __proto__ constructor/],
    ['a tensor', entry(call('torch._utils _rebuild_tensor_v2')), /Python's torch\._utils _rebuild_tensor_v2/],
    ['an object', entry(raw('(c__main__\nThing\no')), /Python's __main__ Thing/],
    ['another instruction', entry(raw('I5\n')), /instruction 0x49, which is not read/],
    ['numbers with fractions', entry(vector('f8', 3, int64(0, 1, 2))), /holds no whole numbers/],
    ['fewer bytes than the shape says', entry(vector('i8', 9, int64(0, 1, 2))), /not as many bytes/],
    ['the other byte order', entry(vector('i8', 3, int64(0, 1, 2), '>')), /not little-endian/],
    [
      'text in a list',
      entry(Buffer.concat([raw(']'), text('cat'), raw('a')])),
      /"noisy_label" is no list or array of whole/,
    ],
    ['no dictionary', archive(raw('\x80\x02K\x01.')), /holds no dictionary/],
    ['an end too early', archive(dictionary(published).subarray(0, 90)), /cut off/],
    ['no pickle', archive(raw('1'), 'archive/version'), /has no data\.pkl/],
    ['no archive', dictionary(published), /no ZIP archive/],
    ['labels that are too large', entry(list(3, 0, 1)), /noisy_label\[0\]: "3" is no class/],
    ['too few labels', entry(list(1, 0)), /none of its 2 rows has index "2"/],
    ['images in another order', archive(dictionary({ ...published, clean_label: list(0, 2, 1) })), /is not the true label of 2 of 3 images/], // prettier-ignore
  ])('with %s are refused', (_, content, message) => {
    expect(() => labels(content)).toThrow(UserError);
    expect(() => labels(content)).toThrow(message);
    expect(() => labels(content)).toThrow(/labels\.pt/);
  });

  it('name the entry that was meant, and have no paths', () => {
    const whole = archive(dictionary(published));
    expect(() => labels(whole, 'noisy')).toThrow(/no entry "noisy"/);
    expect(() => labels(whole, 'noisy_labels')).toThrow(/mean "noisy_label"/);
    expect(() => labels(whole, 'noisy_label', { key: 'file' })).toThrow(/names no images[^]*key: index/);
  });

  it('with any of their bytes changed are read or refused', () => {
    const random = createRandom('changed bytes');
    const whole = archive(dictionary(published));
    for (let run = 0; run < 500; run++) {
      const changed = Buffer.from(whole);
      for (let change = 0; change <= run % 3; change++) changed[random.integer(changed.length)] = random.integer(256);
      try {
        labels(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }
  });
});

/** Where the bench keeps PyTorch. */
const python = join(import.meta.dirname, '../../../.cache/bench/pytorch/bin/python');
const torchMissing = !existsSync(python);
if (torchMissing) console.warn('Skipped: labels saved by PyTorch itself, which is not installed.');

describe.skipIf(torchMissing)('labels that PyTorch itself saved', () => {
  it.each([2, 4])('are read: protocol %i', (protocol) => {
    const program = `
import numpy, sys, torch
labels = {'clean_label': numpy.arange(3), 'noisy_label': numpy.array([2, 0, 1], dtype='int32'), 'listed': [1, 1, 300 - 298]}
torch.save(labels, sys.argv[1], pickle_protocol=${String(protocol)})`;
    const saved = join(folder, 'torch.pt');
    expect(spawnSync(python, ['-c', program, saved], { encoding: 'utf8' }).stderr).toBe('');
    const given = (column: string) =>
      noise({ type: 'from-file', file: saved, column }).corrupt(taskOf([1, 1, 1])).givenLabels;
    expect([...given('noisy_label')]).toEqual([2, 0, 1]);
    expect([...given('listed')]).toEqual([1, 1, 2]);
  });
});
