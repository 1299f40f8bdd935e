import { createRandom } from '@ballast/core';
import { forward, initializeBackend, softmax, tf } from '@ballast/tensor';
import { expectClose, normalTensor, tinyMlp } from '@ballast/testing';
import { createOptimizer, initialClassifier, mixInputs, OptimizerOptions } from '@ballast/training';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { sharpen } from '../src/steps/labels.ts';
import { mixMatchLoss } from '../src/steps/mixMatchLoss.ts';
import { mixMatchStep } from '../src/steps/mixMatchStep.ts';

const network = tinyMlp([8, 7, 3]);
const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'sgd' }));
const images = (name: string): Tensor4D => normalTensor([2, 2, 4, 1], createRandom(name));
const temperature = 0.5;

beforeAll(async () => {
  await initializeBackend();
});

it('a step is MixMatch with labels refined by trust, and guessed by both networks in both views', () => {
  tf.tidy(() => {
    const [state, peer] = ['own', 'peer'].map((name) => initialClassifier(network, optimizer, createRandom(name))) as [
      ReturnType<typeof initialClassifier>,
      ReturnType<typeof initialClassifier>,
    ];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(images) as [Tensor4D, Tensor4D, Tensor4D, Tensor4D];
    const mixing = { partners: tf.tensor1d([7, 2, 5, 0, 1, 3, 4, 6], 'int32'), share: tf.scalar(0.8) };
    const probabilities = (of: typeof state, x: Tensor4D): Tensor2D => softmax(forward(network, of, x, 'train').logits);
    const mean = (...all: Tensor2D[]): Tensor2D => tf.div(tf.addN(all), all.length);

    const given = tf.tensor2d([[1, 0, 0], [0, 0, 1]]); // prettier-ignore
    const trust = [0.9, 0.2];
    const own = mean(probabilities(state, a), probabilities(state, b));
    const trusted = tf.tensor2d(trust, [2, 1]);
    const refined = sharpen(tf.add(tf.mul(trusted, given), tf.mul(tf.sub(1, trusted), own)), temperature);
    const guesses = [state, peer].flatMap((one) => [probabilities(one, c), probabilities(one, d)]);
    const guessed = sharpen(mean(...guesses), temperature);
    const labels = mixInputs(tf.concat([refined, refined, guessed, guessed]), mixing);
    const { logits } = forward(network, state, mixInputs(tf.concat([a, b, c, d]), mixing), 'train');
    const unlabelledWeight = tf.scalar(25);
    const inputs = { logits, givenLabels: tf.tensor1d([0, 2], 'int32'), classCounts: [], epoch: 0, epochs: 1 };
    const loss = mixMatchLoss({ labels, labelled: 4, unlabelledWeight, priorWeight: 1 }).perSample(inputs).mean();

    const step = mixMatchStep({
      network,
      optimizer,
      options: { ownPredictions: 'train', temperature, priorWeight: 1 },
    });
    const { losses } = step(
      {
        state,
        peer,
        labelled: { views: { 'view 1': a, 'view 2': b }, givenLabels: inputs.givenLabels, trust: tf.tensor1d(trust) },
        unlabelled: { views: { 'view 1': c, 'view 2': d } },
        mixing,
        learningRate: tf.scalar(0.1),
        unlabelledWeight,
      },
      null,
    );
    expect(losses.shape).toEqual([2]);
    expectClose(losses.slice(0, 1), loss.reshape([1]), 1e-5);
  });
});
