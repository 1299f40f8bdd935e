import type { NamedTensors } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { namedTensor } from '../named.ts';
import { tf } from '../tf.ts';
import { currentObserver } from './kernelCalls.ts';
import { TangentPass } from './tangentPass.ts';

export interface ValuesAndTangents {
  readonly values: NamedTensors;
  /** Named and shaped as the values; none where nothing that moves leads to a value: its derivative is zero. */
  readonly tangents: NamedTensors;
}

/**
 * A function's values and their directional derivative d/dε f(inputs + ε·tangents) at ε = 0, by forward mode: exact,
 * in one pass, for any function of tfjs ops (Wengert 1964; the rules by kernel are in `rules/table.ts`). An input
 * without a tangent stays, as does whatever else the function refers to. May be nested, in itself and in
 * `gradients`, either way round.
 * The caller disposes values and tangents; whatever else the function computes is disposed.
 * @throws UserError for a kernel without a rule on the way from a tangent to a value.
 */
export function forwardMode(
  f: (inputs: NamedTensors) => NamedTensors,
  inputs: NamedTensors,
  tangents: NamedTensors,
): ValuesAndTangents {
  return tf.tidy(() => {
    const pass = new TangentPass();
    try {
      const values = pass.run(() => f(moving(pass, inputs, tangents)));
      return { values, tangents: tangentsOf(pass, values) };
    } finally {
      pass.dispose();
    }
  });
}

/** A compiled step would hide its ops. */
export function isInForwardMode(): boolean {
  return currentObserver() !== undefined;
}

/** New handles on the inputs that move: the function may refer to the tensors themselves as constants. */
function moving(pass: TangentPass, inputs: NamedTensors, tangents: NamedTensors): NamedTensors {
  const moved: Record<string, Tensor> = { ...inputs };
  for (const name in tangents) {
    const input = namedTensor(inputs, name);
    const tangent = tangents[name] as Tensor;
    if (!tf.util.arraysEqual(input.shape, tangent.shape)) {
      throw new Error(`The tangent of "${name}" is of shape [${tangent.shape.join()}], not [${input.shape.join()}].`);
    }
    const handle = input.clone();
    pass.setTangent(handle, tangent.clone());
    moved[name] = handle;
  }
  return moved;
}

function tangentsOf(pass: TangentPass, values: NamedTensors): NamedTensors {
  const tangents: Record<string, Tensor> = {};
  for (const name in values) {
    const tangent = pass.tangentOf(values[name] as Tensor);
    // The pass frees its own.
    if (tangent !== undefined) tangents[name] = tangent.clone();
  }
  return tangents;
}
