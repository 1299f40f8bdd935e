import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MissingFile } from '@ballast/core';
import { Command } from 'commander';
import { ExitCode } from '../exitCode.ts';

export function dataCommand(setExitCode: (code: number) => void): Command {
  return new Command('data').description('About data sets.').addCommand(checkCommand(setExitCode));
}

function checkCommand(setExitCode: (code: number) => void): Command {
  return new Command('check')
    .description("Say what a suite's data sets lack and where to put it; without a suite, of all below `experiments`.")
    .argument('[suite]', 'its name, its folder or its file')
    .option('--profile <name>', 'a profile of the suite instead of its default')
    .action(async (suite: string | undefined, { profile }: { profile?: string }) => {
      const names = suite === undefined ? await experiments() : [suite];
      const lacking: boolean[] = [];
      for (const name of names) lacking.push(await checkSuite(name, profile));
      if (lacking.includes(true)) setExitCode(ExitCode.failure);
    });
}

/** @throws UserError when there are none here. */
async function experiments(): Promise<string[]> {
  const isSuite = (name: string): boolean => existsSync(join('experiments', name, 'suite.yaml'));
  const names = existsSync('experiments') ? readdirSync('experiments').filter(isSuite) : [];
  if (names.length > 0) return names.sort();
  const { UserError } = await import('@ballast/core');
  throw new UserError({ what: 'there is no folder `experiments` with suites here.', fix: 'Name a suite.' });
}

/** Prints what the suite's data sets lack. Returns whether anything does. */
async function checkSuite(name: string, profile: string | undefined): Promise<boolean> {
  const { openSuite } = await import('@ballast/suite');
  const { suite, registry } = await openSuite(name, { profile });
  let complete = true;
  const references = new Map(suite.variants.map(({ dataset }) => [JSON.stringify(dataset), dataset]));
  for (const reference of references.values()) {
    const missing = registry.instantiate('dataset', reference).missing?.() ?? [];
    process.stdout.write(`${name}, data set ${reference.type}: ${describe(missing)}\n`);
    complete &&= missing.length === 0;
  }
  return !complete;
}

function describe(missing: readonly MissingFile[]): string {
  if (missing.length === 0) return 'complete';
  const lines = missing.map(({ path, what }) => `  ${path}\n    ${what}`);
  return `${String(missing.length)} missing\n${lines.join('\n')}`;
}
