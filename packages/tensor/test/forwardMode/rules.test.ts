import fc from 'fast-check';
import type { NamedTensors } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expansions } from '../../src/forwardMode/rules/expansions.ts';
import { kernelsWithRules } from '../../src/forwardMode/rules/table.ts';
import { forwardMode, gradients, initializeBackend, mapNamed, tf } from '../../src/index.ts';
import { expectNear, innerProduct, normal } from '../support.ts';
import { kernelCases, type KernelCase } from './cases/index.ts';

const names = Object.keys(kernelCases);

beforeAll(() => initializeBackend());

it('covers every kernel that has a rule', () => {
  expect([...names].sort()).toEqual([...kernelsWithRules, ...Object.keys(expansions)].sort());
});

describe.each(Object.entries(kernelCases))('the rule of %s', (kernel, one) => {
  it('gives what central differences approach', (context) => {
    context.skip(!isThere(kernel), 'The backend has no such kernel.');
    tf.tidy(() => {
      const inputs = drawInputs(one, 1);
      const direction = draw(one, 'direction', 1);
      const step = 2 ** -8;
      const at = (sign: number) =>
        one.apply(mapNamed(inputs, (x, name) => x.add((direction[name] as Tensor).mul(sign * step))));
      const difference = at(1)
        .sub(at(-1))
        .div(2 * step);
      expectNear(tangentOf(one, inputs, direction), difference, 2e-3);
    });
  });

  it('is adjoint to the gradient: ⟨u, J v⟩ = ⟨Jᵀu, v⟩, from each input alone and from all', (context) => {
    context.skip(!isThere(kernel) || one.onlyForward === true, 'tfjs has no gradient to compare with.');
    context.skip(reverseKernelIsMissing(kernel), 'The backend has no kernel for the gradient.');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.subarray(Object.keys(one.inputs), { minLength: 1 }),
        (seed, moving) => {
          tf.tidy(() => {
            const inputs = drawInputs(one, seed);
            const all = draw(one, 'direction', seed);
            const direction = Object.fromEntries(moving.map((name) => [name, all[name] as Tensor]));
            const tangent = tangentOf(one, inputs, direction);
            const cotangent = normal('cotangent', tangent.shape, seed);
            const reverse = gradients((at) => one.apply(at).mul(cotangent).sum(), inputs).gradients;
            const backward = moving.reduce(
              (sum, name) => sum + innerProduct(reverse[name] as Tensor, direction[name] as Tensor),
              0,
            );
            const scale = Math.sqrt(innerProduct(tangent, tangent) * innerProduct(cotangent, cotangent));
            expect(Math.abs(innerProduct(tangent, cotangent) - backward)).toBeLessThanOrEqual(
              2e-5 * Math.max(1, scale),
            );
          });
        },
      ),
      { numRuns: 8 },
    );
  });
});

function tangentOf(one: KernelCase, inputs: NamedTensors, direction: NamedTensors): Tensor {
  const { values, tangents } = forwardMode((moved) => ({ y: one.apply(moved) }), inputs, direction);
  const value = values['y'] as Tensor;
  expectNear(value, one.apply(inputs));
  const tangent = tangents['y'] ?? tf.zerosLike(value);
  expect(tangent.shape).toEqual(value.shape);
  return tangent;
}

function draw({ inputs }: KernelCase, prefix: string, seed: number): NamedTensors {
  return Object.fromEntries(Object.entries(inputs).map(([name, shape]) => [name, normal(prefix + name, shape, seed)]));
}

function drawInputs(one: KernelCase, seed: number): NamedTensors {
  const { domain } = one;
  const drawn = draw(one, '', seed);
  return domain ? mapNamed(drawn, domain) : drawn;
}

function isThere(kernel: string): boolean {
  return tf.getKernelsForBackend(tf.getBackend()).some(({ kernelName }) => kernelName === kernel);
}

/** tfjs's wasm backend computes these, but not their gradients. */
function reverseKernelIsMissing(kernel: string): boolean {
  const needed: Record<string, string> = {
    DepthwiseConv2dNative: 'DepthwiseConv2dNativeBackpropInput',
    FusedDepthwiseConv2D: 'DepthwiseConv2dNativeBackpropInput',
    GatherV2: 'UnsortedSegmentSum',
  };
  return kernel in needed && !isThere(needed[kernel] as string);
}
