import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '@ballast/tensor';
import { mapValues } from './mapValues.ts';
import type { GoldenTensor } from './readGolden.ts';

/** The golden numbers as a float32 tensor; the caller disposes. */
export function goldenTensor<R extends Rank = Rank>({ shape, data }: GoldenTensor): Tensor<R> {
  return tf.tensor([...data], [...shape] as never, 'float32');
}

/** Golden tensors in groups: `{ stem: { conv: … } }`. */
export interface GoldenGroups {
  readonly [name: string]: GoldenTensor | GoldenGroups;
}

/** Groups as one list: `stem.conv`. */
export function flattenGoldens(groups: GoldenGroups): Record<string, GoldenTensor> {
  const flat = Object.entries(groups).flatMap(([name, value]): [string, GoldenTensor][] =>
    isTensor(value)
      ? [[name, value]]
      : Object.entries(flattenGoldens(value)).map(([inner, tensor]) => [`${name}.${inner}`, tensor]),
  );
  return Object.fromEntries(flat);
}

/** Golden tensors by name, e.g. parameters; the caller disposes. */
export function goldenTensors(golden: GoldenGroups): Record<string, Tensor> {
  return mapValues(flattenGoldens(golden), (tensor) => goldenTensor(tensor));
}

function isTensor(value: GoldenTensor | GoldenGroups): value is GoldenTensor {
  return Array.isArray(value['data']);
}
