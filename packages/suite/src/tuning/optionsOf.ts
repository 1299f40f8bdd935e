import { isBlock } from '@ballast/core';
import type { Setting } from './drawTrial.ts';

type Options = Readonly<Record<string, unknown>>;

/**
 * What a suite file has to say over what it says already so that a method has these settings. A block that the file
 * does not write (its defaults come as a whole) is given as a whole.
 * @param resolved the method's options with every default
 * @param written those that the file gives it, its defaults for all methods included
 */
export function optionsOf(settings: readonly Setting[], resolved: Options, written: Options): Options {
  const changed = settings.reduce<Options>((options, { path, value }) => withValue(options, path, value), resolved);
  return settings.reduce<Options>((options, { path }) => extended(options, path, changed, written), {});
}

function withValue(options: Options, [name = '', ...rest]: readonly string[], value: unknown): Options {
  return { ...options, [name]: rest.length === 0 ? value : withValue(blockOf(options[name]), rest, value) };
}

function extended(
  options: Options,
  [name = '', ...rest]: readonly string[],
  changed: Options,
  written: Options,
): Options {
  const own = written[name];
  if (rest.length === 0 || !isBlock(own)) return { ...options, [name]: changed[name] };
  return { ...options, [name]: extended(blockOf(options[name]), rest, blockOf(changed[name]), own) };
}

function blockOf(value: unknown): Options {
  return isBlock(value) ? value : {};
}
