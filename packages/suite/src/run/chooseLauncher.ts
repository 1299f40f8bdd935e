import { below, validate, type Locate } from '@ballast/core';
import { LauncherOptions } from '../launcher/options.ts';

/** Where a launcher may be named, and by what. */
export interface LauncherChoices {
  /** By the suite file. */
  readonly suite: { readonly launcher: unknown; readonly locate: Locate };
  /** By the Ballast config. */
  readonly launcher: unknown;
  readonly configFile: string;
  /** Where each of its keys stands; without it, the file is named alone. */
  readonly locateConfig?: Locate | undefined;
}

/**
 * The launcher that the command line names, else the suite file, else the Ballast config; else local processes. Named
 * on the command line, it takes its options from where the others set the same one up.
 * @throws UserError for one that does not exist, or options that it does not know.
 */
export function chooseLauncher(
  { suite, launcher, configFile, locateConfig = (path) => [configFile, ...path].join(' ') }: LauncherChoices,
  named?: string,
): LauncherOptions {
  const choices = [
    { choice: suite.launcher, locate: below(suite.locate, 'launcher') },
    { choice: launcher, locate: below(locateConfig, 'launcher') },
    { choice: named ?? 'local', locate: () => '--launcher' },
  ].map(({ choice, locate }) => ({ choice: typeof choice === 'string' ? { type: choice } : choice, locate }));
  const chosen = choices.find(
    ({ choice }) => choice !== undefined && (named === undefined || (choice as { type?: unknown }).type === named),
  );
  return validate(LauncherOptions, chosen?.choice, chosen?.locate ?? (() => '--launcher'));
}
