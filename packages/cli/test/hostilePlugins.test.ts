import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSuiteResults } from '@ballast/suite/results';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ballast, patient, suiteInTemporaryFolder, workspace, type Ended } from './support.ts';

const losses = ['throws', 'throws-text', 'not-a-number', 'mean', 'matrix', 'column', 'nothing', 'number', 'constant', 'leaks']; // prettier-ignore

const suite = `title: "Hostile \\u001b[31m <b>plugins</b>"
dataset: digits
data: { meta: { perClass: 0 } }
model: { type: mlp, hidden: [8] }
seeds: [0]
corruptions: { clean: {} }
methodDefaults: { epochs: 1, batchSize: 512 }
methods:
  right: { type: plain, loss: cross-entropy }
${losses.map((loss) => `  ${loss}: { type: plain, loss: ${loss}, epochs: ${loss === 'leaks' ? '5' : '1'} }`).join('\n')}
launcher: in-process
`;

let folder: string;
let ended: Ended;
beforeAll(async () => {
  folder = suiteInTemporaryFolder(suite);
  const plugins = join(workspace, 'packages/cli/test/hostileLosses.ts');
  appendFileSync(join(folder, 'ballast.config.yaml'), `\n  - ${plugins}\n`);
  ended = await ballast(folder, 'run', '.');
}, patient.timeout);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function cellOf(method: string) {
  const { cells } = readSuiteResults(join(folder, 'results', basename(folder)));
  return cells.find((cell) => cell.method === method);
}

describe('a loss that is wrong', () => {
  it('costs its own cell alone, and the command says so', () => {
    expect(ended.code).toBe(1);
    expect(cellOf('right')?.status).toBe('finished');
    expect(ended.stdout).toContain('11 cells ran now');
    expect(existsSync(join(folder, 'results', basename(folder), 'report.html'))).toBe(true);
  });

  it.each([
    ['throws', /boom/],
    ['throws-text', /boom/],
    ['not-a-number', /The loss became NaN in epoch 0, step 0\./],
    ['mean', /The loss gave the shape \[1\]; `perSample` gives one number a sample, \[\d+\]/],
    ['matrix', /The loss gave the shape \[\d+, 10\]; `perSample` gives one number a sample/],
    ['column', /The loss gave the shape \[\d+, 1\]; `perSample` gives one number a sample/],
    ['nothing', /The loss gave undefined/],
    ['number', /The loss gave 3/],
    ['constant', /./],
  ])('names its plugin where it does this: %s', (loss, expected) => {
    const cell = cellOf(loss);
    expect(cell?.status).toBe('failed');
    expect(cell?.failure?.message).toMatch(expected);
    expect(cell?.failure?.message).toMatch(new RegExp(`loss "${loss}" from .*hostileLosses\\.ts`));
  });

  it('that keeps tensors still finishes, and is named while it runs', () => {
    expect(cellOf('leaks')?.status).toBe('finished');
    const notices = ended.stderr.split('\n').filter((line) => line.includes('leaves tensors behind'));
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/the last one \d+: .*method "plain" from .*, loss "leaks" from .*hostileLosses\.ts/);
  });
});
