import { summarize } from '@ballast/training';
import { hostname } from 'node:os';
import { asJson } from '../cells/cell.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { describeLog } from '../store/log.ts';
import { PhaseFolder } from '../store/phaseFolder.ts';
import type { IndexedPhase } from '../store/suiteIndex.ts';
import type { CellTiming } from '../results/types.ts';
import type { NamedArray } from '@ballast/core';
import type { WorkerEnvironment } from './taskRunner.ts';
import type { SummaryTask } from './tasks.ts';

/** Writes a cell's folder out of its finished phases. */
export async function summarizeCell({ cell, config }: SummaryTask, environment: WorkerEnvironment): Promise<void> {
  const { task, draw } = await environment.data.prepare(config.task);
  const phases = cell.phases.map((phase) => openPhase(phase, environment));
  const evaluated = phases.findLast(({ phase }) => phase.evaluated);
  const testPredictions = evaluated?.array('testPredictions');
  if (evaluated === undefined || !(testPredictions?.data instanceof Int32Array)) {
    throw new Error('no phase of this method evaluates a classifier');
  }
  const latest = (name: string): NamedArray | undefined =>
    phases.toReversed().find((phase) => phase.arrays.includes(name))?.array(name);

  const summary = summarize({
    classCount: task.classCount,
    epochs: evaluated.folder.metrics(),
    testPredictions: testPredictions.data,
    testLabels: task.test.givenLabels,
    givenLabels: task.train.givenLabels,
    trueLabels: task.train.trueLabels,
    sampleWeights: latest('sampleWeights'),
    lossCurves: latest('lossCurves'),
    withBestOnTest: config.selection.bestOnTest,
  });
  const folder = new CellFolder(environment.folder.cell(cell.name));
  folder.writeConfig(asJson(config));
  folder.writeDraw(draw, task.train);
  folder.finish(cell.id, summary, timingOf(phases), describeLog(phases.map((phase) => phase.folder)));
}

interface OpenPhase {
  readonly phase: IndexedPhase;
  readonly folder: PhaseFolder;
  /** Names of the stored arrays. */
  readonly arrays: readonly string[];
  array(name: string): NamedArray | undefined;
}

function openPhase(phase: IndexedPhase, environment: WorkerEnvironment): OpenPhase {
  const folder = new PhaseFolder(environment.folder.phase(phase.folder));
  const arrays = folder.summary(phase.id)?.arrays ?? [];
  return { phase, folder, arrays, array: (name) => (arrays.includes(name) ? folder.array(name) : undefined) };
}

function timingOf(phases: readonly OpenPhase[]): CellTiming {
  const timed = phases.map(({ phase, folder }) => ({ name: phase.name, timing: folder.timing() }));
  const secondsByPhase = Object.fromEntries(timed.map(({ name, timing }) => [name, timing?.seconds ?? 0]));
  return {
    host: timed.findLast(({ timing }) => timing !== undefined)?.timing?.host ?? hostname(),
    seconds: Object.values(secondsByPhase).reduce((sum, seconds) => sum + seconds, 0),
    secondsByPhase,
    peakMemoryMegabytes: Math.max(0, ...timed.map(({ timing }) => timing?.peakMemoryMegabytes ?? 0)),
  };
}
