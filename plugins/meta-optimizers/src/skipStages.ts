import { UserError, type MetaProblem, type NamedTensors, type Network } from '@ballast/core';
import { forward, sliceStages } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The problem without its first stages: they stay where they are in the virtual step, run once for either
 * batch with their running statistics, and what they give is the input of the rest.
 * The new inputs belong to the caller's `tf.tidy`.
 */
export function skipStages(problem: MetaProblem, skippedStages: number): MetaProblem {
  checkSkippedStages(problem.network, skippedStages);
  if (skippedStages === 0) return problem;
  const skipped = sliceStages(problem.network, 0, skippedStages);
  const network = sliceStages(problem.network, skippedStages);
  const features = (inputs: Tensor): Tensor => forward(skipped, problem, inputs, 'inference').logits;
  return {
    ...problem,
    network,
    parameters: ofStages(problem.parameters, network),
    buffers: ofStages(problem.buffers, network),
    trainInputs: features(problem.trainInputs),
    metaInputs: features(problem.metaInputs),
  };
}

/** @throws UserError when no stage would be left to learn from. */
export function checkSkippedStages({ stages }: Network, skippedStages: number): void {
  if (skippedStages < stages.length) return;
  throw new UserError({
    what:
      `cannot skip ${String(skippedStages)} stages: this network has ${String(stages.length)} ` +
      `(${stages.map(({ name }) => name).join(', ')}), and at least one must take part in the virtual step.`,
    where: 'metaOptimizer.skippedStages',
    fix: `The largest possible value is ${String(stages.length - 1)}.`,
  });
}

/** Names are `stage.parameter`. */
function ofStages(tensors: NamedTensors, { stages }: Network): NamedTensors {
  const prefixes = stages.map(({ name }) => `${name}.`);
  return Object.fromEntries(
    Object.entries(tensors).filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))),
  );
}
