import { below, type Tracker } from '@ballast/core';
import type { OpenSuite } from './openSuite.ts';

/**
 * The tracker that the command line names, else the suite file, else the Ballast config; else none. Named on the
 * command line, it takes its options from where the others set the same one up.
 * @throws UserError for a tracker that is not installed, or options that it does not know.
 */
export function chooseTracker(
  {
    suite,
    registry,
    configFile,
    tracker: configured,
  }: Pick<OpenSuite, 'suite' | 'registry' | 'configFile' | 'tracker'>,
  named?: string,
): Tracker | undefined {
  const choices = [
    { choice: suite.tracker, locate: below(suite.locate, 'tracker') },
    { choice: configured, locate: below((path) => [configFile, ...path].join(' '), 'tracker') },
    { choice: named, locate: () => '--tracker' },
  ];
  const { choice, locate } =
    choices.find(
      (candidate) => candidate.choice !== undefined && (named === undefined || typeOf(candidate.choice) === named),
    ) ?? {};
  if (choice === undefined || locate === undefined) return undefined;
  return registry.instantiate('tracker', registry.resolve('tracker', choice, locate));
}

/** Of `mlflow` as of `{ type: mlflow, … }`. */
function typeOf(choice: unknown): unknown {
  return typeof choice === 'string' ? choice : (choice as { type?: unknown } | null)?.type;
}
