import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileBlocks, shellLines } from '../../../packages/scaffold/test/codeBlocks.ts';
import { dist, libraries, readManifest, workspace } from '../src/workspace.ts';

const tarballs = join(dist, 'tarballs');
const minutes = 60_000;

const suite = `
title: Does focal loss help?
dataset: { type: digits }
model: { type: mlp, hidden: [16] }
seeds: [0]
corruptions:
  flip2: { noise: { type: flip2, rate: 0.4 } }
methods:
  focal: { type: plain, loss: focal, epochs: 2, batchSize: 64 }
  mine: { type: plain, loss: easy-first, epochs: 2, batchSize: 64 }
`;

const plugin = `
import { definePlugin, inject, injectable, PluginOptions, type LossFunction, type LossInputs } from '@ballast/core';
import { softmaxCrossEntropy, tf } from '@ballast/tensor';
import { z } from 'zod';

const Options = z.strictObject({ power: z.number().default(1) });

@injectable()
class EasyFirst implements LossFunction {
  constructor(@inject(PluginOptions) private readonly options: z.output<typeof Options>) {}

  perSample({ logits, givenLabels }: LossInputs) {
    const losses = softmaxCrossEntropy(logits, givenLabels);
    return tf.mul(tf.exp(tf.mul(losses, -this.options.power)), losses);
  }
}

export default definePlugin({ kind: 'loss', id: 'easy-first', docs: { summary: 'Easy ones first.' }, options: Options, use: EasyFirst });
`;

beforeAll(() => {
  execFileSync('npm', ['run', 'pack'], { cwd: workspace, stdio: ['ignore', 'ignore', 'inherit'] });
}, 10 * minutes);

describe.each(libraries())('the package of %s', (library) => {
  const { name, version } = readManifest(library);
  const tarball = join(tarballs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);

  it('has what its manifest promises', async () => {
    const { messages } = await publint({ pkgDir: join(dist, library), level: 'warning', strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('has types that are those of its code, for everybody who can import it', async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
    const problems = result.types === false ? ['no types'] : result.problems.filter(concernsModules);
    expect(problems).toEqual([]);
  });
});

/** Without colours also where the environment asks for them (CI, FORCE_COLOR): the tests read what is printed. */
const plainEnvironment = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, CLONE: workspace };

describe('an empty project', () => {
  const project = mkdtempSync(join(tmpdir(), 'ballast-project-'));
  const folder = mkdtempSync(join(tmpdir(), 'ballast-page-'));

  afterAll(() => {
    for (const made of [project, folder]) rmSync(made, { recursive: true, force: true });
  });

  it(
    'installs the tarballs, runs a suite by npx, and finds a plugin in a TypeScript file of its own',
    () => {
      const files = readdirSync(tarballs).map((file) => join(tarballs, file));
      writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }');
      execFileSync('npm', ['install', '--no-audit', '--no-fund', ...files], { cwd: project, stdio: 'ignore' });
      copyFileSync(join(workspace, 'ballast.config.yaml'), join(project, 'ballast.config.yaml'));
      writeFileSync(
        join(project, 'ballast.config.yaml'),
        withPlugin(readFileSync(join(project, 'ballast.config.yaml'), 'utf8')),
      );
      writeFileSync(join(project, 'easy-first.ts'), plugin);
      mkdirSync(join(project, 'mine'));
      writeFileSync(join(project, 'mine', 'suite.yaml'), suite);
      const { status, stdout, stderr } = spawnSync('npx', ['ballast', 'run', 'mine'], {
        cwd: project,
        env: plainEnvironment,
        encoding: 'utf8',
      });
      expect(stderr).not.toContain('Error');
      expect(status).toBe(0);
      expect(stdout).toMatch(/focal +\d+\.\d/);
      expect(stdout).toMatch(/mine +\d+\.\d/);
      expect(stdout).toContain('2 cells ran now, 2 of 2 are finished.');
    },
    10 * minutes,
  );

  it(
    'goes from nothing to a row of a table with a plugin of its own, by the commands and files of docs/authoring.md',
    () => {
      const page = readFileSync(join(workspace, 'docs', 'authoring.md'), 'utf8');
      const commands = shellLines(page).filter((line) => !line.startsWith('npx nx'));
      const packed = commands.indexOf('npm pack');
      expect(shell(folder, commands.slice(0, packed))).toMatch(/Test Files +1 passed/);
      for (const { file, text } of fileBlocks(page)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
      const output = shell(folder, ['cd taylor-loss', 'npm test', ...commands.slice(packed)]);
      expect(output).toMatch(/Test Files +1 passed/);
      expect(output).toMatch(/Taylor cross entropy +\d+\.\d/);
      expect(output).toContain('6 cells ran now, 6 of 6 are finished.');
    },
    10 * minutes,
  );
});

/** What the commands print, run one after another in one shell; the first that fails ends it. */
function shell(cwd: string, commands: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-ec', commands.join('\n')], {
    cwd,
    env: plainEnvironment,
    encoding: 'utf8',
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
  return stdout;
}

function withPlugin(config: string): string {
  return config.replace('plugins:\n', "plugins:\n  - './easy-first.ts'\n");
}

/** The packages are ES modules and say so: who cannot import those, or reads no \`exports\`, is not served. */
function concernsModules(problem: { readonly kind: string; readonly resolutionKind?: string }): boolean {
  return problem.kind !== 'CJSResolvesToESM' && problem.resolutionKind !== 'node10';
}
