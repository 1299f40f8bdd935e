import { createHash } from 'node:crypto';

/** How the suite file was read: what tells one view of a suite's results from another. */
export interface View {
  /** Undefined for the default. */
  readonly profile?: string | undefined;
  /** Arguments that change the suite. */
  readonly overrides?: readonly string[] | undefined;
}

const longestName = 60;

/** The folder of a view; undefined for the suite as its file has it. */
export function viewName({ profile, overrides = [] }: View): string | undefined {
  const changing = overrides.filter((override) => !/^(launcher|tracker)\b/.test(override)); // those change no result
  const parts = [...(profile === undefined ? [] : [profile]), ...changing];
  if (parts.length === 0) return undefined;
  const name = parts.join(',').replaceAll(/[^\w.,=+-]/g, '-').slice(0, longestName); // prettier-ignore
  const isName = name === parts.join(',') && !/^\.*$/.test(name); // dots alone lead to other folders
  return isName ? name : `${name}__${digest(parts)}`;
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
