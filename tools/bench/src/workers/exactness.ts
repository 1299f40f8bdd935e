import { writeFileSync } from 'node:fs';
import type { MetaGradient, NamedTensors } from '@ballast/core';
import { mapNamed, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { metaStep, type Reweighting } from '../../../../plugins/meta-reweighting/src/metaStep.ts';
import type { LearningStepInputs } from '../../../../plugins/meta-reweighting/src/steps.ts';
import { inputsOf, setupOf, type Sizes } from './setup.ts';

/**
 * Writes a small problem and its meta gradients, without and with three skipped stages, to a file for the rivals.
 * @returns the distance of forward mode to `unrolled`, relative to its norm; or why there is none
 */
export function compareMetaGradients(sizes: Sizes, file: string): number | string {
  const forwardMode = setupOf(sizes, { type: 'forward-mode' });
  const inputs = inputsOf(forwardMode, sizes);
  const own = gradientOf(forwardMode, inputs);
  const skipping = gradientOf(setupOf(sizes, { type: 'slmo', skippedStages: 3 }), inputs);
  const { state, batch, lossCurves } = inputs;
  const named = { ...state.parameters };
  const data = { images: batch.images, curves: lossCurves as Tensor, meta: batch.meta.images };
  const problem = { parameters: named, learned: state.learned, data, gradient: own, skipping };
  writeFileSync(file, JSON.stringify(mapRecord(problem, (tensors) => mapRecord(tensors, numbersOf))));
  try {
    return distance(own, gradientOf(setupOf(sizes, { type: 'unrolled' }), inputs));
  } catch (error) {
    return (error as Error).message;
  }
}

function gradientOf(setup: Reweighting, { state, batch, lossCurves }: LearningStepInputs): NamedTensors {
  let found: MetaGradient | undefined;
  const metaGradient: Reweighting['metaOptimizer']['metaGradient'] = (problem) => {
    found = setup.metaOptimizer.metaGradient(problem);
    return found;
  };
  const watched = { ...setup, metaOptimizer: { metaGradient } };
  let kept: NamedTensors = {};
  tf.tidy(() => {
    metaStep(watched, state, batch, { givenLabels: batch.givenLabels, lossCurves });
    kept = mapNamed((found as MetaGradient).gradients, (tensor) => tf.keep(tensor.clone()));
  });
  return kept;
}

/** ‖a − b‖ / ‖b‖ over all tensors together. */
function distance(a: NamedTensors, b: NamedTensors): number {
  let squares = 0;
  let norm = 0;
  for (const [name, tensor] of Object.entries(b)) {
    const expected = tensor.dataSync();
    const found = (a[name] as Tensor).dataSync();
    expected.forEach((value, index) => {
      squares += ((found[index] ?? Number.NaN) - value) ** 2;
      norm += value ** 2;
    });
  }
  return Math.sqrt(squares / norm);
}

function numbersOf(tensor: Tensor) {
  return { shape: tensor.shape, data: [...tensor.dataSync()] };
}

function mapRecord<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
