import type { NamedTensors, Network, NetworkState } from '@ballast/core';
import { compile, forward, softmax, tf } from '@ballast/tensor';
import { classifierStep, mixInputs, type ClassifierState, type Mixing, type Optimizer } from '@ballast/training';
import type { Rank, Scalar, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { DivideMixOptions } from '../options.ts';
import { coRefine, meanPrediction, sharpen } from './labels.ts';
import { mixMatchLoss } from './mixMatchLoss.ts';

export interface MixMatchSetup {
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly options: Pick<DivideMixOptions, 'ownPredictions' | 'temperature' | 'priorWeight'>;
}

/** Views by their number, each [B, height, width, channels]. */
export type Views = Readonly<Record<string, Tensor4D>>;

export type MixMatchInputs = {
  readonly state: ClassifierState;
  /** The other network, which stays. */
  readonly peer: { readonly parameters: NamedTensors; readonly buffers: NamedTensors };
  readonly labelled: {
    readonly views: Views;
    /** [B] int32 */
    readonly givenLabels: Tensor1D;
    /** [B] w, by the other network's division. */
    readonly trust: Tensor1D;
  };
  readonly unlabelled: { readonly views: Views };
  /** Of all views of all samples. */
  readonly mixing: Mixing | undefined;
  readonly learningRate: Scalar;
  readonly unlabelledWeight: Scalar;
};

/** One step of one network on a labelled and an unlabelled batch. Call it within `tf.tidy`. */
export function mixMatchStep(setup: MixMatchSetup) {
  return compile((inputs: MixMatchInputs) => {
    const { state, labelled, unlabelled, mixing, learningRate, unlabelledWeight } = inputs;
    const { network, optimizer, options } = setup;
    const { buffers, refined, guessed } = softLabels(setup, inputs);
    const labels = mixInputs(repeated(labelled.views, refined, unlabelled.views, guessed), mixing);
    const images = tf.concat([...Object.values(labelled.views), ...Object.values(unlabelled.views)]);
    const rows = labelled.givenLabels.shape[0];
    const loss = mixMatchLoss({
      labels,
      labelled: rows * Object.keys(labelled.views).length,
      unlabelledWeight,
      priorWeight: options.priorWeight,
    });
    const lossContext = { classCounts: [], epoch: 0, epochs: 1 };
    const result = classifierStep(
      { network, optimizer, learningRate, loss, lossContext },
      { ...state, buffers },
      { images: mixInputs(images, mixing), givenLabels: labelled.givenLabels },
    );
    // For the log: the first view of the labelled samples, and the loss of the whole step.
    const losses: Tensor1D = tf.mul(tf.onesLike(labelled.trust), result.losses.mean());
    return { state: result.state, logits: tf.slice<Rank.R2, Tensor2D>(result.logits, [0, 0], [rows, -1]), losses };
  });
}

/** What both batches are trained against, and the running statistics that the predictions leave behind. */
function softLabels({ network, options }: MixMatchSetup, { state, peer, labelled, unlabelled }: MixMatchInputs) {
  const { ownPredictions: mode, temperature } = options;
  let { buffers } = state;
  const ownPrediction = (images: Tensor4D): Tensor2D => {
    const result = forward(network, { parameters: state.parameters, buffers }, images, mode);
    buffers = result.buffers;
    return softmax(result.logits);
  };
  const guesses = [
    ...Object.values(unlabelled.views).map(ownPrediction),
    ...Object.values(unlabelled.views).map((images) => peerPrediction(network, peer, images)),
  ];
  const predicted = meanPrediction(Object.values(labelled.views).map(ownPrediction));
  return {
    guessed: sharpen(meanPrediction(guesses), temperature),
    refined: sharpen(coRefine({ ...labelled, predicted }), temperature),
    buffers,
  };
}

function peerPrediction(network: Network, peer: NetworkState, images: Tensor4D): Tensor2D {
  return softmax(forward(network, peer, images, 'inference').logits);
}

/** A batch's labels once for each of its views, those of labelled samples first. */
function repeated(labelled: Views, refined: Tensor2D, unlabelled: Views, guessed: Tensor2D): Tensor2D {
  return tf.concat([...Object.keys(labelled).map(() => refined), ...Object.keys(unlabelled).map(() => guessed)]);
}
