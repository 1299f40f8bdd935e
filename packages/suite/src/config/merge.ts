import { isBlock } from '@ballast/core';

type Options = Readonly<Record<string, unknown>>;

/**
 * Options on top of others, blocks merged key by key: a method's on the suite's defaults, a profile's on the suite.
 * A block that chooses another plugin (`type`) replaces the whole block below it: options of one plugin mean nothing
 * to another. A list is replaced as a whole.
 */
export function mergeOptions(defaults: Options, own: Options): Options {
  const merged: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(own)) {
    merged[name] = mergeValue(defaults[name], value);
  }
  return merged;
}

export function mergeValue(base: unknown, own: unknown): unknown {
  const blocks = mergedBlocks(base, own);
  return blocks === undefined ? own : mergeOptions(...blocks);
}

/** Whether nothing of the base is left where `own` is put on top of it. */
export function replaces(own: unknown, base: unknown): boolean {
  return mergedBlocks(base, own) === undefined;
}

/** Undefined where they are not merged. */
function mergedBlocks(base: unknown, own: unknown): [base: Options, own: Options] | undefined {
  if (!isBlock(base) && !isBlock(own)) return undefined;
  const [baseBlock, ownBlock] = [asBlock(base), asBlock(own)];
  if (baseBlock === undefined || ownBlock === undefined) return undefined;
  const chooses = ownBlock['type'] !== undefined && ownBlock['type'] !== baseBlock['type'];
  return chooses ? undefined : [baseBlock, ownBlock];
}

/** A plugin's name alone stands for the block that chooses it. */
function asBlock(value: unknown): Options | undefined {
  if (typeof value === 'string') return { type: value };
  return isBlock(value) ? value : undefined;
}
