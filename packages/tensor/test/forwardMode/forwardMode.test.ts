import { UserError, type NamedTensors } from '@ballast/core';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  compile,
  forwardMode,
  gradients,
  initializeBackend,
  logSoftmax,
  releaseCompiledSteps,
  softmax,
  tf,
} from '../../src/index.ts';
import { expectNear, normal } from '../support.ts';

/** f(x, w) = Σ over classes of softmax(tanh(x·w))·log softmax(x): functions with gradients of their own among it. */
const f = ({ x, w }: NamedTensors): Tensor => {
  const hidden = tf.matMul(x as Tensor2D, w as Tensor2D);
  return tf.sum(tf.mul(softmax(tf.tanh(hidden)), logSoftmax(x as Tensor2D)), 1);
};

const inputs = (): { x: Tensor2D; w: Tensor2D } => ({ x: normal('x', [3, 4]), w: normal('w', [4, 4]) });
const along = (): { x: Tensor2D; w: Tensor2D } => ({ x: normal('ẋ', [3, 4]), w: normal('ẇ', [4, 4]) });
const derivative = (at: NamedTensors, direction: NamedTensors): Tensor =>
  forwardMode((moved) => ({ y: f(moved) }), at, direction).tangents['y'] as Tensor;

beforeAll(() => initializeBackend());

describe('forward mode', () => {
  it('gives several values, and no tangent to those that do not move', () => {
    const { values, tangents } = forwardMode(
      ({ x, w }) => ({ both: tf.add(x as Tensor, w as Tensor), one: tf.square(w as Tensor), given: w as Tensor }),
      { x: tf.scalar(2), w: tf.scalar(3) },
      { x: tf.scalar(5) },
    );
    expect(Object.values(values).map((value) => value.dataSync()[0])).toEqual([5, 9, 3]);
    expect(Object.keys(tangents)).toEqual(['both']);
    expectNear(tangents['both'] as Tensor, [5]);
  });

  it('takes what a function refers to as constant, be it an input too', () => {
    const x = tf.scalar(3);
    const { tangents } = forwardMode((moved) => ({ y: tf.mul(moved['x'] as Tensor, x) }), { x }, { x: tf.scalar(1) });
    expectNear(tangents['y'] as Tensor, [3]);
  });

  it('spends no kernel on what does not move', async () => {
    const { x, w } = inputs();
    const count = async (direction: NamedTensors) => {
      const run = () => forwardMode((moved) => ({ y: f(moved) }), { x, w }, direction).values;
      const { kernels } = await tf.profile(run);
      return kernels.filter(({ name }) => name === 'BatchMatMul').length;
    };
    expect(await count({})).toBe(1);
    expect(await count({ w: along().w })).toBe(2);
    expect(await count(along())).toBe(3);
  });

  it('names the kernel that has no rule, and says where to add one', () => {
    const x = tf.tensor1d([1, 2]);
    const product = () => forwardMode((moved) => ({ y: tf.prod(moved['x'] as Tensor) }), { x }, { x });
    expect(product).toThrow(UserError);
    expect(product).toThrow(/no rule for the kernel Prod[\s\S]*packages\/tensor\/src\/forwardMode\/rules/);
    // Nothing of the failed pass is left.
    expectNear(derivative(inputs(), along()), derivative(inputs(), along()));
  });

  it('refuses tangents of another shape or of no input', () => {
    const x = tf.tensor1d([1, 2]);
    const run = (direction: NamedTensors) => () => forwardMode((moved) => moved, { x }, direction);
    expect(run({ x: tf.scalar(1) })).toThrow('The tangent of "x" is of shape [], not [2].');
    expect(run({ z: x })).toThrow('No tensor is called "z", only x.');
  });

  it('leaks nothing, within a gradient or not, and after an error', () => {
    const [at, direction] = [inputs(), along()];
    const before = tf.memory().numTensors;
    const result = forwardMode((moved) => ({ y: f(moved) }), at, direction);
    tf.dispose([result.values, result.tangents]);
    const { value, gradients: derived } = gradients((moved) => derivative(moved, direction).sum<Scalar>(), at);
    tf.dispose([value, derived]);
    expect(() => forwardMode((moved) => ({ y: tf.prod(f(moved)) }), at, direction)).toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('nested derivatives', () => {
  const cotangent = (): Tensor => normal('u', [3]);
  const slope = (at: NamedTensors): Scalar => f(at).mul(cotangent()).sum<Scalar>();
  /** ∇⟨u, f⟩ along a direction, by backpropagation twice. */
  const expected = (): NamedTensors => {
    const direction = along();
    const inner = (at: NamedTensors): Scalar => {
      const { x, w } = gradients(slope, at).gradients;
      return tf.add<Scalar>((x as Tensor).mul(direction.x).sum(), (w as Tensor).mul(direction.w).sum());
    };
    return gradients(inner, inputs()).gradients;
  };

  it('come out alike: forward over reverse', () => {
    const { tangents } = forwardMode((at) => gradients(slope, at).gradients, inputs(), along());
    for (const [name, second] of Object.entries(expected())) expectNear(tangents[name] as Tensor, second, 1e-4);
  });

  it('come out alike: reverse over forward', () => {
    const ofTangent = (at: NamedTensors): Scalar => derivative(at, along()).mul(cotangent()).sum<Scalar>();
    const seconds = gradients(ofTangent, inputs()).gradients;
    for (const [name, second] of Object.entries(expected())) expectNear(seconds[name] as Tensor, second, 1e-4);
  });

  it('come out alike: forward over forward', () => {
    const direction = along();
    const twice = forwardMode((at) => ({ y: derivative(at, direction) }), inputs(), direction).tangents['y'] as Tensor;
    const { x, w } = expected() as { x: Tensor; w: Tensor };
    const second = tf.add(x.mul(direction.x).sum(), w.mul(direction.w).sum());
    expectNear(twice.mul(cotangent()).sum(), second, 1e-4);
  });
});

describe('forward mode and compiled steps', () => {
  it('goes into a compiled step, and sees through one', () => {
    const [at, direction] = [inputs(), along()];
    const eager = derivative(at, direction);
    const step = compile<{ at: NamedTensors; direction: NamedTensors }, null, { y: Tensor }>((given) => ({
      y: derivative(given.at, given.direction),
    }));
    const recorded = step({ at, direction }, null).y;
    const again = step({ at, direction }, null).y;
    for (const compiled of [recorded, again]) expect([...compiled.dataSync()]).toEqual([...eager.dataSync()]);
    const inside = compile<NamedTensors, null, { y: Tensor }>((moved) => ({ y: f(moved) }));
    expectNear(forwardMode((moved) => inside(moved, null), at, direction).tangents['y'] as Tensor, eager);
    releaseCompiledSteps();
  });
});
