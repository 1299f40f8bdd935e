import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { initializeBackend, tf } from '../src/index.ts';
import { convolve } from '../src/kernels/convolution.ts';
import { expectNear, innerProduct, normal } from './support.ts';

interface Case {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number, channels: number, outputs: number];
  readonly stride: number;
  readonly padding: number;
  readonly seed: number;
}

const small = (most: number) => fc.integer({ min: 1, max: most });

const cases: fc.Arbitrary<Case> = fc
  .record({
    batch: small(3),
    height: small(9),
    width: small(9),
    channels: small(5),
    outputs: small(5),
    kernelHeight: small(4),
    kernelWidth: small(4),
    stride: small(3),
    padding: fc.integer({ min: 0, max: 2 }),
    seed: fc.nat(),
  })
  .filter(
    ({ height, width, kernelHeight, kernelWidth, padding }) =>
      height + 2 * padding >= kernelHeight && width + 2 * padding >= kernelWidth,
  )
  .map(({ batch, height, width, channels, outputs, kernelHeight, kernelWidth, ...rest }) => ({
    x: [batch, height, width, channels] as const,
    kernel: [kernelHeight, kernelWidth, channels, outputs] as const,
    ...rest,
  }));

describe('convolution', () => {
  beforeAll(() => initializeBackend());

  it('and both its gradients are what the definition says', () => {
    fc.assert(
      fc.property(cases, (geometry) => {
        scoped(() => {
          const { x, kernel, dy, expected } = problem(geometry);
          expectNear(convolve(x, kernel, geometry), expected.output);
          const [dx, dKernel] = gradientsAt(x, kernel, dy, geometry);
          expectNear(dx, expected.dx);
          expectNear(dKernel, expected.dKernel);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('is adjoint to its gradients: ⟨conv(x, k), dy⟩ = ⟨x, dx⟩ = ⟨k, dk⟩', () => {
    fc.assert(
      fc.property(cases, (geometry) => {
        scoped(() => {
          const { x, kernel, dy } = problem(geometry);
          const [dx, dKernel] = gradientsAt(x, kernel, dy, geometry);
          const output = convolve(x, kernel, geometry);
          const pairing = innerProduct(output, dy);
          const scale = Math.sqrt(innerProduct(output, output) * innerProduct(dy, dy));
          expect(Math.abs(innerProduct(x, dx) - pairing)).toBeLessThanOrEqual(1e-5 * scale);
          expect(Math.abs(innerProduct(kernel, dKernel) - pairing)).toBeLessThanOrEqual(1e-5 * scale);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('agrees with central differences, which are exact for a bilinear function', () => {
    fc.assert(
      fc.property(cases, (geometry) => {
        scoped(() => {
          const { x, kernel, dy } = problem(geometry);
          const direction = normal<Rank.R4>('direction', kernel.shape, geometry.seed);
          const [, dKernel] = gradientsAt(x, kernel, dy, geometry);
          const difference = convolve(x, kernel.add(direction), geometry)
            .sub(convolve(x, kernel.sub(direction), geometry))
            .div(2);
          const slope = innerProduct(difference, dy);
          const scale = Math.sqrt(innerProduct(difference, difference) * innerProduct(dy, dy));
          expect(Math.abs(innerProduct(dKernel, direction) - slope)).toBeLessThanOrEqual(1e-4 * Math.max(1, scale));
        });
      }),
      { numRuns: 50 },
    );
  });

  it('can be differentiated twice: its gradients’ gradients are the family again', () => {
    fc.assert(
      fc.property(cases, (geometry) => {
        scoped(() => {
          const { x, kernel, dy } = problem(geometry);
          const u = normal<Rank.R4>('u', x.shape, geometry.seed);
          const v = normal<Rank.R4>('v', kernel.shape, geometry.seed);
          // ⟨dx(dy, k), u⟩ = ⟨conv(u, k), dy⟩
          const throughInput = tf.grads((k: Tensor, g: Tensor) => gradientsAt(x, k, g, geometry)[0].mul(u).sum());
          const [byKernel, byGradient] = throughInput([kernel, dy]) as [Tensor4D, Tensor4D];
          expectNear(byKernel, byDefinition(u, kernel, dy, geometry).dKernel);
          expectNear(byGradient, byDefinition(u, kernel, dy, geometry).output);
          // ⟨dk(x, dy), v⟩ = ⟨conv(x, v), dy⟩
          const throughKernel = tf.grads((i: Tensor, g: Tensor) => gradientsAt(i, kernel, g, geometry)[1].mul(v).sum());
          const [byInput, byOther] = throughKernel([x, dy]) as [Tensor4D, Tensor4D];
          expectNear(byInput, byDefinition(x, v, dy, geometry).dx);
          expectNear(byOther, byDefinition(x, v, dy, geometry).output);
        });
      }),
      { numRuns: 50 },
    );
  });
});

function scoped(test: () => void): void {
  tf.tidy(() => {
    test();
  });
}

function gradientsAt(x: Tensor, kernel: Tensor, dy: Tensor, geometry: Case): [Tensor4D, Tensor4D] {
  const pairing = (i: Tensor, k: Tensor) =>
    convolve(i as Tensor4D, k as Tensor4D, geometry)
      .mul(dy)
      .sum();
  return tf.grads(pairing)([x, kernel]) as [Tensor4D, Tensor4D];
}

function problem(geometry: Case) {
  const { seed, stride, padding } = geometry;
  const size = (axis: 0 | 1) => Math.floor((geometry.x[axis + 1]! + 2 * padding - geometry.kernel[axis]) / stride) + 1;
  const x = normal<Rank.R4>('x', geometry.x, seed);
  const kernel = normal<Rank.R4>('kernel', geometry.kernel, seed);
  const dy = normal<Rank.R4>('dy', [geometry.x[0], size(0), size(1), geometry.kernel[3]], seed);
  return { x, kernel, dy, expected: byDefinition(x, kernel, dy, geometry) };
}

/** The sums as they are written down, in float64. */
function byDefinition(x: Tensor4D, kernel: Tensor4D, dy: Tensor4D, { stride, padding }: Case) {
  const [batch, height, width, channels] = x.shape;
  const [kernelHeight, kernelWidth, , outputs] = kernel.shape;
  const [, rows, columns] = dy.shape;
  const [xs, ks, dys] = [x.dataSync(), kernel.dataSync(), dy.dataSync()];
  const output = new Float64Array(dy.size);
  const dx = new Float64Array(x.size);
  const dKernel = new Float64Array(kernel.size);
  for (const [b, p, q, i, j, c, d] of indices(batch, rows, columns, kernelHeight, kernelWidth, channels, outputs)) {
    const [row, column] = [p! * stride + i! - padding, q! * stride + j! - padding];
    if (row < 0 || row >= height || column < 0 || column >= width) continue;
    const atX = ((b! * height + row) * width + column) * channels + c!;
    const atKernel = ((i! * kernelWidth + j!) * channels + c!) * outputs + d!;
    const atOutput = ((b! * rows + p!) * columns + q!) * outputs + d!;
    output[atOutput]! += xs[atX]! * ks[atKernel]!;
    dx[atX]! += dys[atOutput]! * ks[atKernel]!;
    dKernel[atKernel]! += dys[atOutput]! * xs[atX]!;
  }
  return { output, dx, dKernel };
}

/** All tuples below the sizes. */
function* indices(...sizes: number[]): Generator<number[]> {
  const [first, ...rest] = sizes;
  if (first === undefined) {
    yield [];
    return;
  }
  for (let index = 0; index < first; index++) for (const others of indices(...rest)) yield [index, ...others];
}
