import type { SuiteResults, TuningChoice, TuningRecord } from '@ballast/suite';
import { textEntry, valueEntry, type Entry, type Row, type TableModel } from './model.ts';

/** What every method could spend on its options, and what was chosen; undefined where nothing was tuned. */
export function tuningTable({ methods, tuning }: Pick<SuiteResults, 'methods' | 'tuning'>): TableModel | undefined {
  if (tuning === undefined) return undefined;
  const rows = methods.map(({ id, label }): Row => ({ label, marks: '', entries: entriesOf(tuning.methods[id], tuning) })); // prettier-ignore
  return {
    id: 'tuning',
    title: 'Tuning, % on the noisy validation split',
    rowHeading: 'method',
    columns: [
      { group: 'trials', heading: '' },
      { group: 'epochs', heading: '' },
      { group: 'as configured', heading: '', unit: 'percent' },
      { group: 'chosen', heading: '', unit: 'percent' },
      { group: 'options', heading: '' },
    ],
    rows,
    notes: [...tuningNotes({ tuning }), 'Epochs: of all trials, for one setting and seed. The best of several trials is high by chance too: compare methods by the test set.'], // prettier-ignore
  };
}

/** How the methods of a table came by their options, one sentence; none where nothing was tuned. */
export function tuningNotes({ tuning }: Pick<SuiteResults, 'tuning'>): string[] {
  if (tuning === undefined) return [];
  const { budget, corruptions, score } = tuning;
  const how = budget.strategy === 'random' ? 'random search' : `successive halving by ${String(budget.reduction)}`;
  const by = `${scoreNames[score]} on the noisy validation split, its mean over ${count(corruptions.length, 'setting')} and ${count(budget.seeds.length, 'seed')}`;
  return [`Tuned: ${count(budget.trials, 'trial')} a method by ${how} from seed ${String(budget.seed)}, chosen by ${by}.`]; // prettier-ignore
}

const scoreNames: Readonly<Record<TuningRecord['score'], string>> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  macroF1: 'macro F1',
};

function entriesOf(choice: TuningChoice | undefined, { budget }: TuningRecord): Entry[] {
  if (choice === undefined) return [textEntry('not tuned'), ...Array<Entry>(4).fill({ kind: 'none' })];
  return [
    textEntry(String(budget.trials)),
    textEntry(String(choice.epochs)),
    choice.configured === undefined ? { kind: 'none' } : valueEntry(choice.configured),
    valueEntry(choice.validation),
    textEntry(describeChoice(choice)),
  ];
}

function describeChoice({ trial, settings }: TuningChoice): string {
  if (settings.length === 0) return 'none to choose';
  if (trial === 0) return 'as configured';
  return settings.map(({ option, value }) => `${option} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', '); // prettier-ignore
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? '' : 's'}`;
}
