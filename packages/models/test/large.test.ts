import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, undrawn, UserError, type ModelTask, type NetworkState } from '@ballast/core';
import { disposeNamed, forward, initializeBackend, initializeNetwork, tf } from '@ballast/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from './buildModel.ts';

const task: ModelTask = { imageShape: { height: 32, width: 32, channels: 3 }, classCount: 5, head: 'linear' };

/** Where the bench keeps PyTorch; torchvision and timm have to be beside it. */
const python = join(import.meta.dirname, '../../../.cache/bench/pytorch/bin/python');
const isMissing = (library: string): boolean => {
  const missing = !existsSync(python) || spawnSync(python, ['-c', `import ${library}`]).status !== 0;
  if (missing) console.warn(`Skipped: comparisons with ${library}, which is not installed.`);
  return missing;
};
const missing = { torchvision: isMissing('torchvision'), timm: isMissing('timm') };

const folder = mkdtempSync(join(tmpdir(), 'ballast-weights-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const models = [
  {
    library: 'torchvision',
    name: 'resnet50',
    size: 32,
    weights: 'weights.safetensors',
    reference: { type: 'resnet50' },
  },
  { library: 'torchvision', name: 'vgg19_bn', size: 32, weights: 'weights.npz', reference: { type: 'vgg19-bn', hidden: [16, 16] } }, // prettier-ignore
  { library: 'timm', name: 'inception_resnet_v2', size: 79, weights: 'weights.safetensors', reference: { type: 'inception-resnet-v2' } }, // prettier-ignore
] as const;

const floats = (file: string): Float32Array => new Float32Array(new Uint8Array(readFileSync(file)).buffer);

function dispose({ parameters, buffers }: NetworkState): void {
  disposeNamed(parameters);
  disposeNamed(buffers);
}

describe.each(models)('$name of $library', ({ library, name, size, weights, reference }) => {
  const own: ModelTask = { ...task, imageShape: { height: size, width: size, channels: 3 } };
  const logits = (): Float32Array =>
    tf.tidy(() => {
      const network = buildModel({ ...reference, weights: join(folder, weights) }, own);
      const images = tf
        .tensor4d(floats(join(folder, 'images.bin')), [2, 3, size, size])
        .transpose<tf.Tensor4D>([0, 2, 3, 1]);
      return forward(
        network,
        initializeNetwork(network, createRandom(0)),
        images,
        'inference',
      ).logits.dataSync<'float32'>();
    });

  beforeAll(async () => {
    await initializeBackend();
    if (missing[library]) return;
    const program = join(import.meta.dirname, 'programs/pytorchGolden.py');
    const { status, stderr } = spawnSync(python, [program, library, name, String(size), folder], { encoding: 'utf8' });
    expect(stderr, stderr).toBe('');
    expect(status).toBe(0);
  });

  it.skipIf(missing[library])('has its logits with its weights', () => {
    const expected = floats(join(folder, 'logits.bin'));
    const scale = Math.max(...expected.map(Math.abs));
    logits().forEach((value, at) => {
      expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-4 * scale);
    });
  });

  it.runIf(name === 'vgg19_bn' && !missing[library])('keeps a fresh last layer for other classes', () => {
    const other = buildModel({ ...reference, weights: join(folder, weights) }, { ...task, classCount: 7 });
    const state = initializeNetwork(other, createRandom(0));
    expect(state.parameters['head.kernel']?.shape[1]).toBe(7);
    const generators = state.buffers['dense1.dropout.0']!.dataSync();
    expect(new Set(generators).size, 'each unit’s generator has a beginning of its own').toBeGreaterThan(8);
    dispose(state);
  });
});

describe('large models', () => {
  beforeAll(() => initializeBackend());

  const sizeOf = (reference: { type: string }, imageShape: ModelTask['imageShape']) => {
    const state = initializeNetwork(buildModel(reference, { ...task, imageShape, classCount: 1000 }), undrawn);
    const size = Object.values(state.parameters).reduce((sum, tensor) => sum + tensor.size, 0);
    dispose(state);
    return size;
  };

  it('have the published numbers of parameters', () => {
    const imageShape = { height: 224, width: 224, channels: 3 };
    expect(sizeOf({ type: 'resnet50' }, imageShape)).toBe(25_557_032);
    expect(sizeOf({ type: 'inception-resnet-v2' }, imageShape)).toBe(55_843_464);
  });

  it('drop other features in each training step, the same for the same buffers, and none where asked not to', () => {
    const images = tf.ones<tf.Rank.R4>([2, 32, 32, 3]);
    const training = (options: object) => {
      const network = buildModel({ type: 'vgg19-bn', hidden: [16, 16], ...options }, task);
      const { parameters, buffers } = initializeNetwork(network, createRandom(0));
      const first = forward(network, { parameters, buffers }, images, 'train');
      const again = forward(network, { parameters, buffers }, images, 'train');
      const next = forward(network, { parameters, buffers: first.buffers }, images, 'train');
      return [first, again, next].map(({ logits }) => Array.from(logits.dataSync()));
    };
    tf.tidy(() => {
      const [first, again, next] = training({});
      expect(again).toEqual(first);
      expect(next).not.toEqual(first);
      const [plain, , plainNext] = training({ dropout: 0 });
      expect(plainNext).toEqual(plain);
      expect(plain).not.toEqual(first);
    });
    images.dispose();
  });

  it('have stages that can be skipped', () => {
    const stages = (reference: { type: string }) => buildModel(reference, task).stages.map(({ name }) => name);
    expect(stages({ type: 'resnet50' })).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'head']);
    const inception = ['stem', 'stage1', 'stage2', 'stage3', 'head'];
    const large = { ...task, imageShape: { height: 75, width: 75, channels: 3 } };
    expect(buildModel({ type: 'inception-resnet-v2' }, large).stages.map(({ name }) => name)).toEqual(inception);
    const vgg = ['stage1', 'stage2', 'stage3', 'stage4', 'stage5', 'dense1', 'dense2', 'head'];
    expect(stages({ type: 'vgg19-bn' })).toEqual(vgg);
  });

  it.each([
    ['resnet50', /31×40 pixels are too small[^]*32×32/],
    ['vgg19-bn', /31×40 pixels are too small[^]*32×32/],
    ['inception-resnet-v2', /31×40 pixels are too small[^]*75×75/],
  ])('%s says which images are too small', (type, message) => {
    const imageShape = { height: 31, width: 40, channels: 3 };
    expect(() => buildModel({ type }, { ...task, imageShape })).toThrow(message);
  });

  it('explain weights that are not there, cut off, or of another model', () => {
    const load = (file: string) => () =>
      initializeNetwork(buildModel({ type: 'resnet50', weights: file }, task), undrawn);
    const header = JSON.stringify({ 'conv1.weight': { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const write = (name: string, ...parts: Buffer[]) => {
      writeFileSync(join(folder, name), Buffer.concat(parts));
      return join(folder, name);
    };
    const text = Buffer.from(header);
    const mistakes: [string, RegExp][] = [
      [join(folder, 'none.npz'), /no such file/],
      [write('cut.safetensors', length, text.subarray(0, 20)), /cut off/],
      [write('short.safetensors', length, text), /cut off/],
      [write('other.safetensors', length, text, Buffer.alloc(4)), /"conv1\.weight" has the shape \[1\]/],
      [write('text.npz', Buffer.from('text')), /cut off/],
    ];
    for (const [file, message] of mistakes) {
      expect(load(file)).toThrow(UserError);
      expect(load(file)).toThrow(message);
    }
  });
});
