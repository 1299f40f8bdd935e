import { combineErrors, UserError, type ConfigPath } from '@ballast/core';
import type { ConfigDocument } from './document.ts';

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

/**
 * The same mistake with its place in the config: the option that a plugin names (`metaOptimizer.skippedStages`) where it
 * is written below one of these places, else the first place beside the plugin's words.
 */
export function locateError<T>(document: ConfigDocument, places: readonly ConfigPath[], compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const where = placeOf(document, places, error.explanation.where);
    throw new UserError({ ...error.explanation, where }, { cause: error });
  }
}

function placeOf(document: ConfigDocument, places: readonly ConfigPath[], inner: string | undefined): string {
  const first = document.locate(places[0] ?? []);
  if (inner === undefined || inner === first) return first;
  const option = inner.split('.');
  const written = places.map((place) => [...place, ...option]).find((path) => document.depth(path) === path.length);
  return written === undefined ? `${first}, ${inner}` : document.locate(written);
}
