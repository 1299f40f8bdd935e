/** The suites that a command names, and the arguments that change them or name parts of their grids. */
export interface SuiteArguments {
  readonly paths: readonly string[];
  readonly overrides: string[];
}

/** Words after the first suite that are suites themselves; what is neither that nor an override is complained of as one. */
export async function splitArguments(suite: string, words: readonly string[]): Promise<SuiteArguments> {
  const { isSuite } = await import('@ballast/suite/results');
  const further = words.filter((word) => !word.includes('=') && isSuite(word));
  return { paths: [suite, ...further], overrides: words.filter((word) => !further.includes(word)) };
}
