import { openZip, suggestion, UserError, type NoiseTask } from '@ballast/core';
import type { LabelEntry } from '../labelTable.ts';
import { NumpyArray } from './callables.ts';
import { readPickle, type PickleValue } from './pickle.ts';

/** Unpacked; the labels of ImageNet take a tenth of it. */
const mostBytes = 2 ** 28;

/** The entry in which CIFAR-10N and CIFAR-100N repeat the true labels. */
const trueEntry = 'clean_label';

type Dictionary = ReadonlyMap<PickleValue, PickleValue>;

/**
 * One entry of a dictionary that `torch.save` wrote, a label for each training image in order, by its place: what
 * CIFAR-10N and CIFAR-100N are published as (Wei et al. 2022).
 * @throws UserError when the file is none, holds anything but plain values, lacks the entry, or repeats true labels
 *   that are not those of the images.
 */
export function readTorchTable(
  file: string,
  name: string,
  task: Pick<NoiseTask, 'indices' | 'trueLabels'>,
): Map<string, LabelEntry> {
  const dictionary = readDictionary(file);
  if (dictionary.has(trueEntry)) checkOrder(file, labelsIn(dictionary, trueEntry, file), task);
  const labels = labelsIn(dictionary, name, file);
  const entryOf = (place: number): LabelEntry => ({
    label: String(labels[place]),
    where: `${file}: ${name}[${String(place)}]`,
  });
  return new Map(Array.from(labels.keys(), (place) => [String(place), entryOf(place)]));
}

function readDictionary(file: string): Dictionary {
  try {
    const pickle = openZip(file).find((entry) => entry.name.endsWith('/data.pkl'));
    if (pickle === undefined) throw new Error('it has no data.pkl');
    const value = readPickle(pickle.read(mostBytes));
    if (value instanceof Map) return value;
    throw new Error('it holds no dictionary');
  } catch (error) {
    const reason = error instanceof UserError ? error.explanation.what : `${error instanceof Error ? error.message : String(error)}.`; // prettier-ignore
    throw new UserError(
      {
        what: `the labels cannot be read: ${reason}`,
        where: file,
        fix: 'Wanted is what `torch.save` of PyTorch 1.6 or later writes of a dictionary of lists or NumPy arrays.',
      },
      { cause: error },
    );
  }
}

function labelsIn(dictionary: Dictionary, name: string, file: string): Int32Array {
  const value = dictionary.get(name);
  if (value === undefined) {
    const names = [...dictionary.keys()].map(String);
    throw new UserError({ what: `there is no entry "${name}".`, where: file, meant: suggestion(name, names) });
  }
  const labels = asLabels(value);
  if (labels !== undefined) return labels;
  throw new UserError({ what: `"${name}" is no list or array of whole numbers.`, where: file });
}

function asLabels(value: PickleValue): Int32Array | undefined {
  if (value instanceof NumpyArray) return value.values;
  if (!Array.isArray(value) || !value.every((label) => Number.isInteger(label))) return undefined;
  return Int32Array.from(value as number[]);
}

/** Labels in another order than the images would be wrong without a sign of it. */
function checkOrder(
  file: string,
  repeated: Int32Array,
  { indices, trueLabels }: Pick<NoiseTask, 'indices' | 'trueLabels'>,
): void {
  const different = trueLabels.filter((label, at) => repeated[indices[at] as number] !== label).length;
  if (different === 0) return;
  throw new UserError({
    what: `its "${trueEntry}" is not the true label of ${String(different)} of ${String(trueLabels.length)} images.`,
    where: file,
    fix: 'Are these the labels of this data set, and are its images in the order of the archive?',
  });
}
