import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDigits } from './digitImages.ts';
import { patient, start, workspace } from './support.ts';

const count = 100_000;
/** Of one process, and of all together: 410 to 490 where this was written, as Node frees memory when it likes. */
const mostMegabytes = { one: 500, all: 550 };
const folder = mkdtempSync(join(tmpdir(), 'ballast-large-'));
const hasProc = process.platform === 'linux';
if (!hasProc) console.warn('Skipped: memory of a run on 100,000 files (it is read from /proc).');

/** 32×32: all of them take 307 MB when they are decoded. */
const suite = `title: A large folder
dataset: { type: unchecked-images, images: images, imageSize: 32 }
model: { type: mlp, hidden: [16] }
augmentation: { padding: 4, flip: true }
seeds: [0]
corruptions: { own: {} }
methods:
  cross-entropy: { type: plain, epochs: 1, batchSize: 128 }
`;

/** Real digits as JPEG files, each under many names. */
async function writeImages(): Promise<void> {
  const originals = await writeDigits(join(folder, 'digits'), { perClass: 40 });
  const names = Math.ceil(count / originals.length);
  for (const [index, original] of originals.entries()) {
    const of = join(folder, 'images', String(index % 10));
    mkdirSync(of, { recursive: true });
    const file = join(of, `${String(index)}-0.jpg`);
    writeFileSync(file, await sharp(original).resize(32, 32).jpeg().toBuffer());
    for (let name = 1; name < names; name++) linkSync(file, join(of, `${String(index)}-${String(name)}.jpg`));
  }
}

beforeAll(async () => {
  if (!hasProc) return;
  await writeImages();
  const plugins = ['packages/data', 'packages/models', ...['plain', 'samplers', 'cross-entropy'].map((name) => `plugins/${name}`)]; // prettier-ignore
  const files = plugins.map((name) => `  - ${join(workspace, name, 'src/index.ts')}`);
  writeFileSync(join(folder, 'ballast.config.yaml'), ['plugins:', ...files].join('\n'));
  writeFileSync(join(folder, 'suite.yaml'), suite);
}, patient.timeout);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process and all that it started; tsx's compiler, which comes once after an edit, is none of ours. */
function tree(pid: number): number[] {
  if (readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('esbuild')) return [];
  const children = readdirSync(`/proc/${String(pid)}/task`).flatMap((thread) =>
    readFileSync(`/proc/${String(pid)}/task/${thread}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => tree(Number(child)))];
}

/** In MB what each of them holds, a page that several share divided among them; empty where one has just ended. */
function heldBy(pid: number): number[] {
  try {
    return tree(pid).map((one) => {
      const [, kilobytes] = /^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${String(one)}/smaps_rollup`, 'utf8')) ?? [];
      return (Number(kilobytes ?? 0) * 1024) / 1e6;
    });
  } catch {
    return [];
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe.skipIf(!hasProc)('a folder of 100,000 JPEG files', () => {
  it('is decoded and learned from in a bounded memory', patient, async () => {
    const { child, ended } = start(folder, 'run', folder, '--results', join(folder, 'results'));
    const samples: number[][] = [];
    const watch = setInterval(() => samples.push(heldBy(child.pid!)), 100);
    const { code, stdout, stderr } = await ended;
    clearInterval(watch);
    expect(code, stdout + stderr).toBe(0);
    const most = samples.reduce((one, other) => (sum(other) > sum(one) ? other : one));
    console.info(`${String(count)} files: at most ${most.map((held) => held.toFixed(0)).join(' + ')} MB`);
    expect(sum(most)).toBeGreaterThan(100);
    expect(sum(most)).toBeLessThan(mostMegabytes.all);
    expect(Math.max(...samples.flat())).toBeLessThan(mostMegabytes.one);
  });
});
