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
  if (!isBlock(base) && !isBlock(own)) return own;
  const [baseBlock, ownBlock] = [asBlock(base), asBlock(own)];
  if (baseBlock === undefined || ownBlock === undefined || replaces(ownBlock, baseBlock)) return own;
  return mergeOptions(baseBlock, ownBlock);
}

function replaces(own: Options, base: Options): boolean {
  return own['type'] !== undefined && own['type'] !== base['type'];
}

/** A plugin's name alone stands for the block that chooses it. */
function asBlock(value: unknown): Options | undefined {
  if (typeof value === 'string') return { type: value };
  return isBlock(value) ? value : undefined;
}

export function isBlock(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
