import { dropoutName } from '../../parts/dropout.ts';
import { batchNormNames, weightOrBias, type WeightNames } from '../../weights/names.ts';

/** What timm calls the parts of each stage beside its repeated blocks, and those blocks. */
const stages: Readonly<Record<string, { readonly first: string; readonly blocks: string }>> = {
  stage1: { first: 'mixed_5b', blocks: 'repeat' },
  stage2: { first: 'mixed_6a', blocks: 'repeat_1' },
  stage3: { first: 'mixed_7a', blocks: 'repeat_2' },
};

/** The block after the ones that are repeated in the last stage. */
const lastBlock = 'block10';

/**
 * timm's names: `conv2d_1a` … of the stem, `mixed_5b`, `mixed_6a`, `mixed_7a` of what begins a stage, `repeat.0` … of its
 * blocks, `block8` of the last one, `conv2d_7b`, `classif`. Within them branches and units are called as here.
 */
export const inceptionResnetV2Names: WeightNames = (stage, name) => {
  const [part = '', ...rest] = name.split('.');
  if (part === dropoutName) return undefined;
  if (stage === 'head') return `classif.${weightOrBias(name)}`;
  return [partName(stage, part), ...fieldNames(rest)].join('.');
};

function partName(stage: string, part: string): string {
  const { first = '', blocks = '' } = stages[stage] ?? {};
  if (part.startsWith('conv')) return `conv2d_${part.slice('conv'.length)}`;
  if (part === lastBlock && stage === 'stage3') return 'block8';
  if (!part.startsWith('block')) return first;
  return `${blocks}.${String(Number(part.slice('block'.length)) - 1)}`;
}

/** … `conv` → `conv.weight`; `bn.gamma` → `bn.weight`; `conv2d.kernel` → `conv2d.weight`. */
function fieldNames(names: readonly string[]): string[] {
  const [last = '', before] = [names.at(-1), names.at(-2)];
  if (last === 'conv') return [...names, 'weight'];
  const field = before === 'bn' ? batchNormNames(last) : weightOrBias(last);
  return [...names.slice(0, -1), field];
}
