import type { Memory, Times } from './process.ts';
import { ratioOf, spreadOf, type Spread } from './statistics.ts';
import { stepNames, type Sizes, type StepName } from './steps.ts';

export interface BenchResult {
  readonly sizes: Sizes;
  readonly rounds: number;
  readonly processor: string;
  /** Of the machine in the minute before: above the number of cores, times say little and ratios still something. */
  readonly loadBefore: number;
  readonly times: Times;
  readonly memory: Readonly<Record<StepName, Readonly<Record<'eager' | 'compiled', Memory>>>>;
}

/** The page `docs/performance.md`. */
export function performancePage(result: BenchResult): string {
  const { sizes, rounds, times } = result;
  const { backend, versions, threads } = times.backend;
  return `# Performance

Written by \`npm run bench\`. ResNet-${String(sizes.depth)}, images of 32×32×3, batch ${String(sizes.batch)}, meta batch ${String(sizes.metaBatch)}, float32;
${backend} backend (${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}), ${String(threads)} threads;
${result.processor}, load ${result.loadBefore.toFixed(1)} before the bench. The steps take turns in one process, ${String(rounds)} rounds;
medians, with the quarters in brackets. Ratios are taken round by round. Read ratios: a time holds for its machine and hour.

The plain step is one of SGD with Nesterov momentum. The meta step is CurveNet's: virtual step, exact meta gradient
by forward mode, step of the weight net, actual step. SLMO 3 leaves the stem, stage 1 and stage 2 out of the virtual
step. A compiled step is one graph of TensorFlow's, recorded without being computed; its results are those of the
step run op by op, bit for bit.

${timeTable(result)}

First call: recording, compiling and one step.

${ratioTable(result)}

Peak memory is what a process of four steps had resident at most, above the start (after the library was loaded and
the inputs were made).

${memoryTable(result)}
`;
}

function timeTable({ times }: BenchResult): string {
  return table(
    ['step', 'op by op, ms', 'compiled, ms', 'first compiled call, ms', 'compiled / op by op'],
    stepNames.map((name) => {
      const { eager, compiled } = times.steps[name];
      return [
        name,
        cell(spreadOf(eager.rounds), 0),
        cell(spreadOf(compiled.rounds), 0),
        compiled.first.toFixed(0),
        cell(ratioOf(compiled.rounds, eager.rounds), 2),
      ];
    }),
  );
}

function ratioTable({ times }: BenchResult): string {
  const plain = times.steps['plain step'];
  return table(
    ['step / plain step', 'op by op', 'compiled'],
    stepNames
      .filter((name) => name !== 'plain step')
      .map((name) => [
        name,
        cell(ratioOf(times.steps[name].eager.rounds, plain.eager.rounds), 2),
        cell(ratioOf(times.steps[name].compiled.rounds, plain.compiled.rounds), 2),
      ]),
  );
}

function memoryTable({ memory }: BenchResult): string {
  const mebibytes = ({ before, peak }: Memory): string => ((peak - before) / 2 ** 20).toFixed(0);
  return table(
    ['step', 'op by op, MiB', 'compiled, MiB'],
    stepNames.map((name) => [name, mebibytes(memory[name].eager), mebibytes(memory[name].compiled)]),
  );
}

function cell({ median, lower, upper }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
