import { UserError, validate, type Json } from '@ballast/core';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../config/document.ts';
import { writeFileAtomically } from '../store/atomic.ts';
import { readText } from '../store/readText.ts';
import { TuningBudget } from './budget.ts';

const Value: z.ZodType<Json> = z.json();

const Choice = z.strictObject({
  trial: z.int().nonnegative().describe('0 is the method as the suite has it.'),
  epochs: z.int().positive().describe('Of all trials of the method, for one setting and seed.'),
  validation: z.number().describe('Score of the trial in its last rung.'),
  configured: z.number().optional().describe('Score of trial 0 there; missing where it did not come so far.'),
  settings: z.array(z.strictObject({ option: z.string(), value: Value, configured: Value })),
  options: z.record(z.string(), Value).describe('What `ballast run --tuned` puts on top of the suite file.'),
});

/** `tuned.yaml`: what every method could spend, and what was chosen for it. */
export const TuningRecord = z.strictObject({
  budget: TuningBudget,
  score: z.enum(['accuracy', 'balancedAccuracy', 'macroF1']).describe('On the noisy validation split, last epoch.'),
  corruptions: z.array(z.string()).readonly().describe('A choice is by the mean over these.'),
  methods: z.record(z.string(), Choice),
});
export type TuningRecord = z.output<typeof TuningRecord>;
export type TuningChoice = TuningRecord['methods'][string];

const fileName = 'tuned.yaml';

/** Where the record of a view stands: of the trials', and a copy in that of the run that uses it. */
export function recordFile(viewFolder: string): string {
  return join(viewFolder, fileName);
}

export function writeRecord(viewFolder: string, record: TuningRecord): void {
  const head = '# Written by `ballast tune`, read by `ballast run --tuned`.\n';
  writeFileAtomically(recordFile(viewFolder), head + stringify(record, { aliasDuplicateObjects: false }));
}

/** Undefined where there is none. @throws UserError with every mistake in it, each with its line. */
export function readRecord(viewFolder: string): TuningRecord | undefined {
  const file = recordFile(viewFolder);
  const text = readText(file);
  if (text === undefined) return undefined;
  const { value, locate } = parseConfig(text, file);
  return validate(TuningRecord, value, locate);
}

/** @throws UserError when nothing was tuned yet. */
export function requireRecord(viewFolder: string): TuningRecord {
  const record = readRecord(viewFolder);
  if (record !== undefined) return record;
  throw new UserError({
    what: 'nothing was tuned yet for this suite with this profile and these arguments.',
    where: recordFile(viewFolder),
    fix: 'Tune first: ballast tune <suite>, with the same profile and arguments.',
  });
}
