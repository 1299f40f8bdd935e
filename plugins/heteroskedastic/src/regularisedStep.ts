import type { NamedTensors, Network } from '@ballast/core';
import { forward, gradients, keepNamed, mapNamed, tf, untied } from '@ballast/tensor';
import {
  classifierStep,
  lossInputs,
  type BatchTensors,
  type ClassifierState,
  type ClassifierStep,
  type ClassifierStepResult,
} from '@ballast/training';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { hiddenShapes, watched } from './hiddenLayers.ts';
import type { PenaltyOptions } from './options.ts';
import { lipschitzPenalty } from './penalty.ts';

/** What the passes leave behind, kept beyond their gradients' scopes. */
interface Kept {
  readonly logits: Tensor2D;
  readonly losses: Tensor1D;
  readonly buffers: NamedTensors;
}

/**
 * A step of the mean loss and the penalty on its gradients in the hidden layers; plain for a strength of 0. Call it
 * within `tf.tidy`.
 * @param classStrengths [K]
 */
export function regularisedStep(classStrengths: readonly number[], options: PenaltyOptions): typeof classifierStep {
  if (options.strength === 0) return classifierStep;
  return (step, state, batch) => {
    const { derived, logits, losses, buffers } = regularisedGradients(step, state, batch, classStrengths, options);
    const { optimizer, learningRate } = step;
    const next = optimizer.step({
      parameters: state.parameters,
      gradients: derived,
      state: state.optimizer,
      learningRate,
    });
    const result: ClassifierStepResult = {
      state: { parameters: next.parameters, buffers, optimizer: next.state },
      logits,
      losses,
      weights: undefined,
    };
    return result;
  };
}

/** ∇_θ of mean loss plus penalty: the penalty is made of gradients, and differentiated once more. */
export function regularisedGradients(
  step: ClassifierStep,
  state: Pick<ClassifierState, 'parameters' | 'buffers'>,
  batch: BatchTensors,
  classStrengths: readonly number[],
  options: PenaltyOptions,
) {
  const strengths = tf.gather(tf.tensor1d([...classStrengths]), batch.givenLabels); // [B]
  const shapes = hiddenShapes(step.network, options.hiddenLayers, state, batch.images);
  const probes = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, tf.zeros(shape)]));
  let kept: Kept | undefined;
  const { value, gradients: derived } = gradients((parameters) => {
    const inner = gradients((offsets) => {
      const network = shifted(step.network, options.hiddenLayers, offsets);
      const pass = forward(network, { parameters, buffers: state.buffers }, batch.images, 'train');
      const losses = step.loss.perSample(lossInputs(step.lossContext, pass.logits, batch.givenLabels));
      kept = { logits: tf.keep(pass.logits), losses: tf.keep(losses), buffers: keepNamed(pass.buffers) };
      return losses.mean();
    }, probes);
    return tf.add<Scalar>(inner.value, lipschitzPenalty(inner.gradients, strengths, options));
  }, state.parameters);
  const { logits, losses, buffers } = kept as unknown as Kept;
  return {
    value,
    derived,
    logits: untied(logits),
    losses: untied(losses),
    buffers: mapNamed(buffers, (buffer, name) => (buffer === state.buffers[name] ? buffer : untied(buffer))),
  };
}

/** h_l + δ_l in place of every h_l: the gradient in δ_l at 0 is that in h_l. */
function shifted(network: Network, layers: PenaltyOptions['hiddenLayers'], offsets: NamedTensors): Network {
  return watched(network, layers, (name, value) => {
    const offset = offsets[name];
    return offset === undefined ? value : tf.add(value, offset);
  });
}
