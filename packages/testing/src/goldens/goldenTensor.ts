import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '@ballast/tensor';
import { mapValues } from './mapValues.ts';
import type { GoldenTensor } from './readGolden.ts';

/** The golden numbers as a float32 tensor; the caller disposes. */
export function goldenTensor<R extends Rank = Rank>({ shape, data }: GoldenTensor): Tensor<R> {
  return tf.tensor([...data], [...shape] as never, 'float32');
}

/** Golden tensors by name, e.g. parameters; the caller disposes. */
export function goldenTensors(golden: Readonly<Record<string, GoldenTensor>>): Record<string, Tensor> {
  return mapValues(golden, (tensorOf) => goldenTensor(tensorOf));
}
