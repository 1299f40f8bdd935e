import type { NamedTensors, Network } from '@ballast/core';
import { features, gradientsAnd, tf } from '@ballast/tensor';
import type { Optimizer, TrainAndMetaTensors } from '@ballast/training';
import type { Rank, Scalar, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { classEmbeddings, compressed, queryEmbeddings, reconstructed, similarities } from '../embedding/embeddings.ts';
import type { VerificationOptions } from '../options.ts';
import { believed, similarityLoss } from './verificationLoss.ts';

/** Types, since interfaces are no records of tensors. */
export type VerificationState = {
  readonly embeddings: NamedTensors;
  readonly optimizer: NamedTensors;
};

export type VerificationInputs = {
  readonly state: VerificationState;
  readonly classifier: { readonly parameters: NamedTensors; readonly buffers: NamedTensors };
  /** [K, R, D] */
  readonly references: Tensor3D;
  readonly batch: TrainAndMetaTensors;
  /** Of the trusted samples: the label that each is shown with, [M] int32, and whether it is the right one, [M]. */
  readonly claims: { readonly labels: Tensor1D; readonly areRight: Tensor1D };
  readonly learningRate: Scalar;
};

export interface VerificationSetup {
  readonly network: Network;
  readonly options: VerificationOptions;
  readonly optimizer: Optimizer;
}

export type VerificationOutcome = {
  readonly state: VerificationState;
  /** [B, K] cosines between the unverified samples and all classes. */
  readonly logits: Tensor2D;
  /** [B] what the step minimised, alike for all samples. */
  readonly losses: Tensor1D;
};

/** What the encoders learn from, in constants of the step: trusted samples first, then unverified ones. */
type Queries = {
  /** [M + B, D], compressed. */
  readonly features: Tensor2D;
  /** [M + B, K] of the labels that they are shown with. */
  readonly claimed: Tensor2D;
  /** [M] */
  readonly areRight: Tensor1D;
  readonly references: Tensor3D;
};

/** One step of the encoders towards telling right labels from wrong ones. Call it within `tf.tidy`. */
export function verificationStep(
  { network, options, optimizer }: VerificationSetup,
  { state, classifier, references, batch, claims, learningRate }: VerificationInputs,
): VerificationOutcome {
  const images = tf.concat([batch.meta.images, batch.images]);
  const labels = tf.concat([claims.labels, batch.givenLabels]);
  const queries: Queries = {
    features: compressed(features(network, classifier, images, 'inference')),
    claimed: tf.oneHot(labels, references.shape[0]).toFloat() as Tensor2D,
    areRight: claims.areRight,
    references,
  };
  const { value, gradients, more } = gradientsAnd((embeddings) => {
    const { losses, cosines } = verificationLosses(embeddings, queries, options);
    return { value: losses.mean<Scalar>(), more: { cosines } };
  }, state.embeddings);
  const { parameters, state: next } = optimizer.step({
    parameters: state.embeddings,
    gradients,
    state: state.optimizer,
    learningRate,
  });
  const trusted = claims.areRight.shape[0];
  return {
    state: { embeddings: parameters, optimizer: next },
    logits: tf.slice<Rank.R2, Tensor2D>(more.cosines, [trusted, 0], [-1, -1]),
    losses: tf.tile(value.reshape<Tensor1D>([1]), [batch.givenLabels.shape[0]]),
  };
}

/**
 * Of every sample, its similarity loss and β times the squared error of its decoded features; an unverified one is
 * taken at its similarity's word, and that part counts γ (the authors' code).
 * @returns losses [M + B], cosines [M + B, K]
 */
export function verificationLosses(
  embeddings: NamedTensors,
  { features: inputs, claimed, areRight, references }: Queries,
  options: Omit<VerificationOptions, 'references' | 'embedding'>,
): { readonly losses: Tensor1D; readonly cosines: Tensor2D } {
  const queries = queryEmbeddings(embeddings, inputs); // [M + B, E]
  const cosines = similarities(queries, classEmbeddings(embeddings, references)); // [M + B, K]
  const own = tf.sum<Tensor1D>(tf.mul(cosines, claimed), 1); // [M + B]
  const trusted = areRight.shape[0];
  const unverified = tf.slice<Rank.R1, Tensor1D>(own, [trusted]);
  const losses = tf.concat([
    similarityLoss(tf.slice<Rank.R1, Tensor1D>(own, [0], [trusted]), areRight, options),
    tf.mul<Tensor1D>(
      options.unverifiedWeight,
      similarityLoss(unverified, believed(unverified, options.margin), options),
    ),
  ]);
  const errors = tf.sum<Tensor1D>(tf.square(tf.sub(inputs, reconstructed(embeddings, queries))), 1);
  return { losses: tf.add(losses, tf.mul(options.reconstructionWeight, errors)), cosines };
}
