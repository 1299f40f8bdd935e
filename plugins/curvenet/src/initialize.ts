import type { NamedTensors, Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface CurveNetSizes {
  readonly curveLength: number;
  readonly classCount: number;
  readonly hiddenSize: number;
  readonly embeddingSize: number;
  readonly headLayers: 2 | 3;
  readonly initialBias: number;
}

/** Parameter name → [fan in, fan out] of every dense layer, in the order in which they run. */
function layerSizes({ curveLength, hiddenSize: hidden, embeddingSize: embedding, headLayers }: CurveNetSizes) {
  const head: [number, number][] =
    headLayers === 3 ? [[embedding, hidden], [hidden, embedding], [embedding, 1]] : [[embedding, hidden], [hidden, 1]]; // prettier-ignore
  return {
    probe: [[curveLength, hidden], [hidden, hidden], [hidden, embedding]] as [number, number][], // prettier-ignore
    head,
  };
}

/**
 * Dense kernels Xavier normal, embedding Xavier uniform, biases 0, except for the first layer after the
 * embedding (uniform ±1/√fan in) and the last one (`initialBias`).
 */
export function initializeCurveNet(sizes: CurveNetSizes, random: Random): NamedTensors {
  const { probe, head } = layerSizes(sizes);
  const parameters: Record<string, Tensor> = {};
  const addLayer = (name: string, [fanIn, fanOut]: [number, number], bias: () => number): void => {
    const deviation = Math.sqrt(2 / (fanIn + fanOut));
    const stream = random.split(name);
    parameters[`${name}.kernel`] = filled([fanIn, fanOut], () => deviation * stream.normal());
    parameters[`${name}.bias`] = filled([fanOut], bias);
  };
  probe.forEach((size, index) => {
    addLayer(`probe${String(index + 1)}`, size, () => 0);
  });
  head.forEach((size, index) => {
    const name = `head${String(index + 1)}`;
    const isLast = index === head.length - 1;
    const biases = uniform(random.split(`${name}.bias`), 1 / Math.sqrt(sizes.embeddingSize));
    addLayer(name, size, isLast ? () => sizes.initialBias : index === 0 ? biases : () => 0);
  });
  const { classCount, embeddingSize } = sizes;
  const bound = Math.sqrt(6 / (classCount + embeddingSize));
  parameters['embedding'] = filled([classCount, embeddingSize], uniform(random.split('embedding'), bound));
  return parameters;
}

function uniform(random: Random, bound: number): () => number {
  return () => bound * (2 * random.uniform() - 1);
}

function filled(shape: number[], next: () => number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, next), shape);
}
