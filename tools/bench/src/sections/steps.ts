import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../places.ts';
import { startBallast } from '../processes/ballast.ts';
import { hasPytorch, startPytorch } from '../processes/pytorch.ts';
import { cell } from '../report/markdown.ts';
import { ratioOf, spreadOf, type Spread } from '../report/statistics.ts';
import { takeTurns, type Contestant, type Measured } from '../rounds.ts';
import type { Bar, Findings, Section, Settings } from '../section.ts';

type Times = Readonly<Record<string, Measured>>;

const ours = ['plain', 'meta', 'SLMO 3'].flatMap((step) => [`${step}, op by op`, `${step}, compiled`]);
const ourOthers = ['SLMO 1, compiled', 'SLMO 2, compiled'];
const theirs = [
  'plain, eager',
  'plain, torch.compile',
  'meta, higher',
  'meta, torch.func',
  'meta, torch.func, one forward',
  'SLMO 3, higher',
  'SLMO 3, torch.func',
];

export const steps: Section = {
  name: 'steps',
  title: 'Steps, beside PyTorch',
  measure: async (settings) => {
    const exactness = await compareExactness(settings);
    const ballast = startBallast('ballast', settings);
    const pytorch = hasPytorch() ? startPytorch(settings) : undefined;
    const by = (process: Contestant['process'], names: readonly string[]) =>
      names.map((step) => ({ name: step, process, step }));
    const contestants = [
      ...by(ballast, [...ours, ...ourOthers]),
      ...(pytorch === undefined ? [] : by(pytorch, theirs)),
    ];
    try {
      const times = await takeTurns(contestants, settings.rounds);
      return findings(times, exactness, settings);
    } finally {
      ballast.stop();
      pytorch?.stop();
    }
  },
};

interface Exactness {
  /** A message where there is no distance. */
  readonly unrolled: number | string;
  readonly rivals: Readonly<Record<string, number>>;
}

/** Of the meta gradient, on a small batch with the network's full depth. */
async function compareExactness(settings: Settings): Promise<Exactness> {
  const small = { ...settings, batch: 16, metaBatch: 8 };
  mkdirSync(cacheFolder, { recursive: true });
  const file = join(cacheFolder, 'problem.json');
  const ballast = startBallast('ballast', small);
  const unrolled = (await ballast.ask({ do: 'exactness', file })) as number | string;
  ballast.stop();
  if (!hasPytorch()) return { unrolled, rivals: {} };
  const pytorch = startPytorch(small);
  const rivals = (await pytorch.ask({ do: 'exactness', file })) as Record<string, number>;
  pytorch.stop();
  rmSync(file);
  return { unrolled, rivals };
}

function findings(times: Times, exactness: Exactness, { depth, batch, metaBatch, rounds }: Settings): Findings {
  const distances = Object.entries(exactness.rivals).map(
    ([rival, distance]) => `${distance.toExponential(1)} (${rival})`,
  );
  return {
    notes: [
      `ResNet-${String(depth)}, images of 32×32×3, batch ${String(batch)}, meta batch ${String(metaBatch)}, float32, ` +
        `two threads each, ${String(rounds)} rounds in which all take turns. Ratios are taken round by round.`,
      'It is the same problem: relative distances of the meta gradient to that of `higher` in float64, on one small ' +
        `batch: ${distances.join(', ') || 'not compared'}. Ours to our own \`unrolled\`: ${String(exactness.unrolled)}.`,
    ],
    tables: [
      {
        head: ['step', 'ms', '/ our plain step, compiled', 'first call, ms'],
        rows: Object.entries(times).map(([name, { first, rounds: readings }]) => [
          `${theirs.includes(name) ? 'PyTorch: ' : ''}${name}`,
          cell(spreadOf(readings), 0),
          cell(ratio(times, name, 'plain, compiled') as Spread, 2),
          first.toFixed(0),
        ]),
      },
    ],
    bars: barsOf(times, exactness),
    readings: { times, exactness },
  };
}

function barsOf(times: Times, { unrolled }: Exactness): Bar[] {
  const bar = (one: string, other: string, atMost: number): Bar => ({
    what: `${one} / ${other}`,
    limit: { atMost },
    measured: ratio(times, one, other),
  });
  return [
    bar('plain, compiled', 'plain, torch.compile', 1),
    bar('plain, compiled', 'plain, eager', 0.6),
    bar('meta, compiled', 'plain, compiled', 3.2),
    bar('meta, compiled', 'meta, higher', 1 / 3),
    bar('meta, compiled', 'meta, torch.func', 0.45),
    bar('SLMO 3, compiled', 'plain, compiled', 2),
    bar('SLMO 3, compiled', 'SLMO 3, higher', 0.7),
    {
      what: 'distance of the meta gradient to `unrolled`',
      limit: { atMost: 1e-3 },
      measured: typeof unrolled === 'number' ? { median: unrolled, lower: unrolled, upper: unrolled } : undefined,
    },
  ];
}

function ratio(times: Times, one: string, other: string): Spread | undefined {
  const [numerators, denominators] = [times[one], times[other]];
  return numerators && denominators && ratioOf(numerators.rounds, denominators.rounds);
}
