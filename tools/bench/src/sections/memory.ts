import type { BenchProcess } from '../processes/benchProcess.ts';
import { startBallast } from '../processes/ballast.ts';
import { hasPytorch, startPytorch } from '../processes/pytorch.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf, type Spread } from '../report/statistics.ts';
import type { Bar, Section } from '../section.ts';

/** Bytes above the start: in the first call, which records and compiles, and in three more. */
interface Peaks {
  readonly first: number;
  readonly later: number;
}

const ours = ['plain, op by op', 'plain, compiled', 'meta, op by op', 'meta, compiled', 'SLMO 3, compiled'];
const theirs = ['plain, eager', 'meta, higher', 'meta, torch.func', 'SLMO 3, higher'];
/** Memory hardly varies. */
const mostRounds = 3;

export const memory: Section = {
  name: 'memory',
  title: 'Peak memory',
  measure: async (settings) => {
    const peaks: Record<string, Peaks[]> = {};
    for (let round = 0; round < Math.min(settings.rounds, mostRounds); round++) {
      for (const step of ours) (peaks[step] ??= []).push(await peaksOf(startBallast('ballast', settings), step));
      if (!hasPytorch()) continue;
      for (const step of theirs) (peaks[step] ??= []).push(await peaksOf(startPytorch(settings), step));
    }
    return {
      notes: [
        'What a process of its own has resident at most, above the start (libraries loaded, learner and batches made): ' +
          'in the first call, which records and compiles, and in three more. Bars take the larger one.',
      ],
      tables: [
        {
          head: ['step', 'first call, MiB', 'three more, MiB'],
          rows: Object.entries(peaks).map(([step, readings]) => [
            `${theirs.includes(step) ? 'PyTorch: ' : ''}${step}`,
            cell(spreadOf(readings.map(({ first }) => first / 2 ** 20)), 0),
            cell(spreadOf(readings.map(({ later }) => later / 2 ** 20)), 0),
          ]),
        },
      ],
      bars: barsOf(peaks),
      readings: peaks,
    };
  },
};

async function peaksOf(process: BenchProcess, step: string): Promise<Peaks> {
  try {
    return (await process.ask({ do: 'memory', step })) as Peaks;
  } finally {
    process.stop();
  }
}

function barsOf(peaks: Readonly<Record<string, readonly Peaks[]>>): Bar[] {
  const highest = (step: string) => peaks[step]?.map(({ first, later }) => Math.max(first, later));
  const ratio = (one: string, other: string): Spread | undefined => {
    const [numerators, denominators] = [highest(one), highest(other)];
    return numerators && denominators && ratioOf(numerators, denominators);
  };
  const meta = peaks['meta, compiled'] ?? [];
  return [
    { what: 'meta, compiled / higher', limit: { atMost: 1 }, measured: ratio('meta, compiled', 'meta, higher') },
    {
      what: 'meta, compiled: recording and first step / all steps',
      limit: { atMost: 1 },
      measured: spreadOf(meta.map(({ first, later }) => first / later)),
    },
    { what: 'SLMO 3, compiled / higher', limit: { atMost: 1 }, measured: ratio('SLMO 3, compiled', 'SLMO 3, higher') },
  ];
}
