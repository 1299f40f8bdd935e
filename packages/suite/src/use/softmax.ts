import { logSumExp } from '@ballast/training';

/** The probabilities of a sample's logits [K]. */
export function softmaxOf(logits: readonly number[]): number[] {
  const normaliser = logSumExp(Float32Array.from(logits));
  return logits.map((logit) => Math.exp(logit - normaliser));
}
