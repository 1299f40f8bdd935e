import type { NamedTensors, Random, WeightNet } from '@ballast/core';
import { packGroups, unpackGroups, type Optimizer } from '@ballast/training';
import type { CorrectorOptions, MarginOptions } from '../options.ts';
import { initializeCorrector } from './labelCorrector.ts';
import { initializeMargin } from './marginGenerator.ts';

/**
 * What is learned beside the classifier. Each part has an optimizer state of its own: Adam's step depends on how
 * often a part has moved, and in warm epochs the corrector moves alone.
 */
const names = ['corrector', 'margin', 'weight net'] as const;

export type LearnedPart = (typeof names)[number];

/** Parameters by part; a part that is not there has none. */
export type LearnedParts = Readonly<Record<LearnedPart, NamedTensors>>;

export interface LearnedPartsOptions {
  readonly corrector: CorrectorOptions | null;
  readonly margin: MarginOptions | null;
  readonly weightNet: WeightNet | undefined;
}

export function initializeParts(
  { corrector, margin, weightNet }: LearnedPartsOptions,
  classCount: number,
  random: Random,
): LearnedParts {
  return {
    corrector: corrector === null ? {} : initializeCorrector(corrector, classCount, random.split('corrector')),
    margin: margin === null ? {} : initializeMargin(margin, classCount, random.split('margin')),
    'weight net': weightNet?.initialize({ classCount, curveLength: 0 }, random.split('weight net')) ?? {},
  };
}

/** As the one record that a meta gradient takes: `corrector/kernel1`. */
export function packParts(parts: LearnedParts): NamedTensors {
  return packGroups(parts);
}

export function unpackParts(learned: NamedTensors): LearnedParts {
  return unpackGroups(learned, names);
}

/** The optimizer's state of every part, packed. */
export function initialPartStates(optimizer: Optimizer, learned: NamedTensors): NamedTensors {
  const parts = unpackParts(learned);
  const states = names
    .filter((name) => isThere(parts[name]))
    .map((name) => [name, optimizer.initialState(parts[name])]);
  return packGroups(Object.fromEntries(states) as Record<string, NamedTensors>);
}

export type LearnedState = { readonly learned: NamedTensors; readonly learnedOptimizer: NamedTensors };

/** Moves the parts named along their gradients; the others stay, their states too. */
export function moveParts(
  optimizer: Optimizer,
  { learned, learnedOptimizer }: LearnedState,
  gradients: NamedTensors,
  learningRate: number,
  moving: readonly LearnedPart[] = names,
): LearnedState {
  const [parts, slopes, states] = [learned, gradients, learnedOptimizer].map(unpackParts) as [
    LearnedParts,
    LearnedParts,
    LearnedParts,
  ];
  const nextParts: Record<LearnedPart, NamedTensors> = { ...parts };
  const nextStates: Record<LearnedPart, NamedTensors> = { ...states };
  for (const name of moving.filter((part) => isThere(parts[part]))) {
    const step = { parameters: parts[name], gradients: slopes[name], state: states[name], learningRate };
    ({ parameters: nextParts[name], state: nextStates[name] } = optimizer.step(step));
  }
  return { learned: packGroups(nextParts), learnedOptimizer: packGroups(nextStates) };
}

function isThere(tensors: NamedTensors): boolean {
  return Object.keys(tensors).length > 0;
}
