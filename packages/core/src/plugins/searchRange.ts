import type { Json } from '../contracts/method.ts';

/**
 * What a tuner may draw an option from, declared where the option is: `.meta({ search: logUniform(1e-4, 1e-2) })`.
 * `multiples` are of the value that the config gives: for options whose scale depends on others, as a learning rate
 * does on its optimizer.
 */
export type SearchRange =
  | { readonly kind: 'uniform' | 'log-uniform' | 'multiples'; readonly low: number; readonly high: number }
  | { readonly kind: 'choices'; readonly values: readonly Json[] };

/** The option, and all that stands in it, is left as the config has it: `.meta({ search: notSearched })`. */
export const notSearched = false;

/** Every value from `low` to `high` alike. */
export function uniform(low: number, high: number): SearchRange {
  return { kind: 'uniform', low, high };
}

/** Every order of magnitude from `low` to `high` alike; both are positive. */
export function logUniform(low: number, high: number): SearchRange {
  return { kind: 'log-uniform', low, high };
}

/** The configured value times a factor, log-uniform from `low` to `high`; both are positive. */
export function multiples(low: number, high: number): SearchRange {
  return { kind: 'multiples', low, high };
}

/** Each of them alike. */
export function choices(...values: readonly Json[]): SearchRange {
  return { kind: 'choices', values };
}
