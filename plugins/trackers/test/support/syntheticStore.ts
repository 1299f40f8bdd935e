import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRandom, type Json } from '@ballast/core';
import { encodeNpy } from '@ballast/suite';

/** When the first epoch of a made-up store ended. */
export const beginning = 1_700_000_000_000;

export interface Shape {
  readonly cells: number;
  readonly epochs: number;
  /** Cells that have all their epochs; the last of the others has half of them. */
  readonly finished?: number;
}

/** FIXTURE: a suite's results as the store has them, every number made up; returns their folder. */
export function syntheticStore({ cells, epochs, finished = cells }: Shape): string {
  const root = mkdtempSync(join(tmpdir(), 'ballast-tracked-'));
  const names = Array.from({ length: cells }, (_, index) => nameOf(index));
  writeJson(join(root, 'suite.json'), indexOf(names));
  names.forEach((_, index) => {
    if (index < finished) writeCell(root, index, epochs, true);
    else if (index === finished) writeCell(root, index, Math.floor(epochs / 2), false);
  });
  return root;
}

/** One cell with its only phase; without its summary it is not finished. */
export function writeCell(root: string, index: number, epochs: number, isFinished: boolean): void {
  const random = createRandom(index);
  const [cell, phase] = [join(root, 'cells', nameOf(index)), join(root, 'phases', phaseOf(index))];
  const lines = Array.from({ length: epochs }, (_, epoch) => {
    const evaluation = { loss: 2 / (epoch + 1) + 0.01 * random.uniform(), accuracy: random.uniform() };
    const test = { ...evaluation, ...laterScores, perClass: [0.5, 0.5], head: 0.5, medium: 0.5, tail: 0.5 };
    const line = { phase: 'training', epoch, epochs, learningRate: 0.1, train: evaluation, extra: {} };
    return JSON.stringify(isEvaluated(epoch) ? { ...line, test } : line);
  });
  const times = lines.map((_, epoch) => JSON.stringify({ epoch, time: beginning + 60_000 * index + 250 * epoch }));
  write(join(phase, 'metrics.jsonl'), lines.map((line) => `${line}\n`).join(''));
  write(join(phase, 'timing.jsonl'), times.map((line) => `${line}\n`).join(''));
  writeJson(join(cell, 'config.json'), configOf(index));
  if (!isFinished) return;
  writeJson(join(phase, 'summary.json'), { id: `phase-${String(index)}`, arrays: [] });
  for (const name of ['givenLabels', 'trueLabels', 'indices']) {
    write(join(cell, `${name}.npy`), encodeNpy({ shape: [4], data: Int32Array.of(0, 1, index, 1) }));
  }
  const timing = {
    host: 'fixture',
    seconds: epochs / 4,
    secondsByPhase: { training: epochs / 4 },
    peakMemoryMegabytes: 300,
  };
  writeJson(join(cell, 'timing.json'), timing);
  writeJson(join(cell, 'summary.json'), { id: idOf(index), summary: summaryOf(epochs, random.uniform()) });
}

const laterScores = { balancedAccuracy: 0.4, macroF1: 0.3, calibrationError: 0.1 };

/** The test set is looked at now and then only. */
export function isEvaluated(epoch: number): boolean {
  return epoch % 5 === 4;
}

export function nameOf(index: number): string {
  return `plain__flip2__seed${String(index)}__${idOf(index).slice(0, 10)}`;
}

function indexOf(names: readonly string[]): Json {
  return {
    ...{ name: 'synthetic', title: 'FIXTURE', description: 'Made-up numbers.', limits: [], overrides: [] },
    ...{ classNames: ['zero', 'one'], axes: [], published: [], report: {}, codeRoots: {} },
    methods: [{ id: 'plain', label: 'Plain', usesMetaSet: false }],
    corruptions: [{ id: 'flip2', label: 'flip2 0.4' }],
    seeds: names.map((_, index) => index),
    resolvedConfig: { methods: [{ id: 'plain', label: 'Plain', method: { type: 'plain', epochs: 200 } }] },
    versions: { node: 'v20', commit: '0123456789012345678901234567890123456789' },
    command: 'ballast run synthetic',
    cells: names.map((name, index) => ({
      ...{ id: idOf(index), name, method: 'plain', corruption: 'flip2', axes: {}, seed: index },
      phases: [{ id: `phase-${String(index)}`, name: 'training', folder: phaseOf(index), evaluated: true }],
    })),
  };
}

function configOf(seed: number): Json {
  return {
    task: { dataset: { type: 'digits' }, noise: { type: 'flip2', rate: 0.4 }, seed },
    method: { type: 'plain', loss: { type: 'focal', gamma: 1 } },
  };
}

function summaryOf(epochs: number, accuracy: number): Json {
  const last = {
    epoch: epochs - 1,
    loss: 0.5,
    accuracy,
    ...laterScores,
    perClass: [0.5, 0.5],
    head: 0.5,
    medium: 0.5,
    tail: 0.5,
  };
  const counts = { cleanCounts: [2, 1], mislabelledCounts: [0, 1] };
  return { last, confusion: [[1, 1], [0, 2]], ...counts }; // prettier-ignore
}

function idOf(index: number): string {
  return String(index).padStart(10, '0').padEnd(64, 'a');
}

function phaseOf(index: number): string {
  return `training__${String(index)}`;
}

function writeJson(file: string, value: Json): void {
  write(file, JSON.stringify(value));
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
