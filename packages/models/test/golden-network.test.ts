import type { NamedTensors } from '@ballast/core';
import { directionalDerivative, forward, gradients, initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import {
  expectClose,
  expectNamedClose,
  goldenTensor,
  goldenTensors,
  readGolden,
  type GoldenTensor,
} from '@ballast/testing';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { buildModel } from './buildModel.ts';

interface MetaStepGolden {
  readonly params: Record<string, GoldenTensor>;
  readonly runningStats: Record<string, { readonly mean: GoldenTensor; readonly variance: GoldenTensor }>;
  readonly images: GoldenTensor;
  readonly labels: readonly number[];
  readonly logitsTrainMode: GoldenTensor;
  readonly logitsInferenceMode: GoldenTensor;
  readonly gradOfMeanLoss: Record<string, GoldenTensor>;
  readonly tangent: Record<string, GoldenTensor>;
  readonly jvpOfPerSampleLoss: GoldenTensor;
}

const golden = readGolden<MetaStepGolden>('meta-step');

describe.skipIf(golden === undefined)('a residual network with 8 layers', () => {
  const { params, runningStats, images, labels, tangent, ...expected } = golden as MetaStepGolden;
  const network = buildModel(
    { type: 'resnet', depth: 8, width: 8 },
    { imageShape: { height: 8, width: 8, channels: 3 }, classCount: 5, head: 'linear' },
  );

  beforeAll(() => initializeBackend());

  function state() {
    return {
      parameters: goldenTensors(withBlocks(params)),
      buffers: goldenTensors(withBlocks(buffersOf(runningStats))),
    };
  }
  const inputs = () => goldenTensor(images);
  const labelTensor = () => tf.tensor1d([...labels], 'int32');

  it('gives the golden logits in train mode', () => {
    expectClose(forward(network, state(), inputs(), 'train').logits, expected.logitsTrainMode);
  });

  it('gives the golden logits in inference mode', () => {
    expectClose(forward(network, state(), inputs(), 'inference').logits, expected.logitsInferenceMode);
  });

  it('has the golden gradient of the mean loss', () => {
    const { parameters, buffers } = state();
    const loss = (moved: NamedTensors) => {
      const { logits } = forward(network, { parameters: moved, buffers }, inputs(), 'train');
      return softmaxCrossEntropy(logits, labelTensor()).mean().asScalar();
    };
    expectNamedClose(gradients(loss, parameters).gradients, withBlocks(expected.gradOfMeanLoss));
  });

  it('has the golden directional derivative of every sample’s loss', () => {
    const tangents = goldenTensors(withBlocks(tangent));
    const direction = directionalDerivative(network, state(), inputs(), 'train', tangents);
    const { logits } = forward(network, state(), inputs(), 'train');
    const residual = tf.softmax(logits).sub(tf.oneHot(labelTensor(), 5));
    expectClose(residual.mul(direction).sum<Tensor1D>(1), expected.jvpOfPerSampleLoss);
  });
});

/** The golden network has one block a stage and does not name it. */
function withBlocks<T>(named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) => [name.replace(/^(stage\d)\./, '$1.block1.'), value]),
  );
}

function buffersOf(statistics: MetaStepGolden['runningStats']): Record<string, GoldenTensor> {
  return Object.fromEntries(
    Object.entries(statistics).flatMap(([name, { mean, variance }]) => [
      [`${name}.mean`, mean],
      [`${name}.variance`, variance],
    ]),
  );
}
