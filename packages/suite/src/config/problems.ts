import { combineErrors, UserError } from '@ballast/core';

/** Collects a user's mistakes, so that one run shows all of them. */
export class Problems {
  private readonly errors: UserError[] = [];

  /** The value, or undefined when computing it showed a mistake. */
  attempt<T>(compute: () => T): T | undefined {
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.errors.push(error);
      return undefined;
    }
  }

  add(error: UserError): void {
    this.errors.push(error);
  }

  /** @throws UserError with every mistake that was found. */
  throwIfAny(): void {
    if (this.errors.length > 0) throw combineErrors(this.errors);
  }
}

/** The same mistake with the place in the config that led to it. */
export function locateError<T>(where: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const inner = error.explanation.where;
    throw new UserError(
      { ...error.explanation, where: inner === undefined || inner === where ? where : `${where}, ${inner}` },
      { cause: error },
    );
  }
}
