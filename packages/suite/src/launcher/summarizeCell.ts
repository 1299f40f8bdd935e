import { summarize } from '@ballast/training';
import { hostname } from 'node:os';
import { asJson } from '../cells/cell.ts';
import type { CellTiming } from '../results/types.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { describeLog } from '../store/log.ts';
import { openPhases, phaseWithArray, type OpenPhase } from '../store/phases.ts';
import type { WorkerEnvironment } from './taskRunner.ts';
import type { SummaryTask } from './tasks.ts';

/** Writes a cell's folder out of its finished phases. */
export async function summarizeCell(
  { cell, config, code }: SummaryTask,
  { data, folder }: WorkerEnvironment,
): Promise<void> {
  const { task, draw } = await data.prepare(config.task);
  const phases = openPhases(folder, cell.phases);
  const evaluated = phases.findLast(({ phase }) => phase.evaluated);
  const summary = summarize({
    classCount: task.classCount,
    epochs: evaluated?.folder.metrics() ?? [],
    testPredictions: testPredictionsOf(evaluated),
    testLabels: task.test.givenLabels,
    testLabelsUnchecked: task.test.trueLabels === undefined,
    givenLabels: task.train.givenLabels,
    trueLabels: task.train.trueLabels,
    sampleWeights: phaseWithArray(phases, 'sampleWeights')?.folder.array('sampleWeights'),
    lossCurves: phaseWithArray(phases, 'lossCurves')?.folder.lossCurves(),
    withBestOnTest: config.selection.bestOnTest,
    selectBy: config.selection.selectBy,
  });
  const stored = new CellFolder(folder.cell(cell.name));
  stored.writeConfig(asJson(config));
  stored.writeDraw(draw, task.train);
  stored.finish(cell.id, summary, timingOf(phases), describeLog(phases.map((phase) => phase.folder)), code);
}

/** [test] */
function testPredictionsOf(evaluated: OpenPhase | undefined): Int32Array {
  const predictions = evaluated?.folder.array('testPredictions').data;
  if (predictions instanceof Int32Array) return predictions;
  throw new Error('no phase of this method evaluates a classifier');
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
