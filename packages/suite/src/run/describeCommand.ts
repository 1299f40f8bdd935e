import type { OpenSuite } from './openSuite.ts';

/** What a person types to run a suite again with the same profile and arguments. */
export function describeCommand(
  program: string,
  { path, view, profile, overrides, tuning }: Pick<OpenSuite, 'path' | 'view' | 'profile' | 'overrides' | 'tuning'>,
  resultsFolder?: string,
): string {
  return [
    ...[program, 'run', path, ...overrides.map(quoted)],
    ...(view === undefined || profile === undefined ? [] : ['--profile', profile]),
    ...(tuning === undefined ? [] : ['--tuned']),
    ...(resultsFolder === undefined ? [] : ['--results', quoted(resultsFolder)]),
  ].join(' ');
}

/** For a shell, where it would not be read as it stands. */
function quoted(argument: string): string {
  return /^[\w./=,:@+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
