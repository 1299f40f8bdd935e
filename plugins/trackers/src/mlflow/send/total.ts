/** What was sent. */
export interface Total {
  runs: number;
  values: number;
  files: number;
}

export function describeTotal({ runs, values, files }: Total): string {
  if (runs + values + files === 0) return 'Nothing was missing.';
  return `Sent ${count(runs, 'run')}, ${count(values, 'value')} and ${count(files, 'file')}.`;
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? '' : 's'}`;
}
