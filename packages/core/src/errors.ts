/** What a person needs to mend their mistake; every part but `what` may be unknown. */
export interface Explanation {
  /** What is wrong, one sentence. */
  readonly what: string;
  /** Where: a config path, a file with its line, a plugin. */
  readonly where?: string | undefined;
  /** What was probably meant: the nearest known name, the allowed values. */
  readonly meant?: string | undefined;
  /** What to do about it, as a command or an instruction. */
  readonly fix?: string | undefined;
}

/**
 * A mistake in what the user gave: a config, a file, an option, a full disk.
 * The command line prints it without a stack trace and ends with exit code 2.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    readonly explanation: Explanation,
    options?: ErrorOptions,
  ) {
    super(describe(explanation), options);
  }
}

/** Nobody reads on after these. */
const mostShown = 50;

/** Several mistakes found in one go, so that nobody mends a config one error at a time. */
export class CombinedUserError extends UserError {
  constructor(readonly errors: readonly UserError[]) {
    super({
      what: [
        `${String(errors.length)} problems:`,
        ...errors.slice(0, mostShown).map((error) => indent(`- ${error.message}`)),
        ...(errors.length > mostShown ? [`- and ${String(errors.length - mostShown)} more`] : []),
      ].join('\n'),
    });
  }
}

/** One error that says all of them, each once; combined ones are taken apart first. */
export function combineErrors(errors: readonly UserError[]): UserError {
  const all = errors.flatMap((error) => (error instanceof CombinedUserError ? error.errors : [error]));
  const distinct = [...new Map(all.map((error) => [error.message, error])).values()];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? only : new CombinedUserError(distinct);
}

function describe({ what, where, meant, fix }: Explanation): string {
  return [where === undefined ? what : `${where}: ${what}`, meant, fix]
    .filter((part): part is string => part !== undefined)
    .join('\n  ');
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
