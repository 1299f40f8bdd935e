import { AssertionError } from 'node:assert';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@ballast/core';
import type { GoldenTensor } from './readGolden.ts';

type Numbers = ArrayLike<number>;

/** float32 against float64: what rounding alone leaves below. */
const defaultTolerance = 1e-4;

/**
 * Asserts that no element is farther off than `relativeTolerance` × the golden tensor's largest element.
 * @param what is compared, for the message.
 * @throws AssertionError with the worst element.
 */
export function expectClose(
  actual: Tensor | Numbers | number,
  golden: GoldenTensor | Tensor | Numbers | number,
  relativeTolerance = defaultTolerance,
  what = 'the tensor',
): void {
  const expected = numbersOf(golden);
  assertWithin(numbersOf(actual), expected, relativeTolerance * largest(expected), what);
}

/** As `expectClose` for a whole gradient: the tolerance is relative to its largest element over all names. */
export function expectNamedClose(
  actual: NamedTensors,
  golden: Readonly<Record<string, GoldenTensor | Tensor>>,
  relativeTolerance = defaultTolerance,
): void {
  const expected = Object.entries(golden).map(([name, tensor]) => [name, numbersOf(tensor)] as const);
  assertSameNames(Object.keys(actual), Object.keys(golden));
  const tolerance = relativeTolerance * Math.max(...expected.map(([, values]) => largest(values)));
  for (const [name, values] of expected) assertWithin(numbersOf(actual[name] as Tensor), values, tolerance, name);
}

function assertWithin(actual: Numbers, expected: Numbers, tolerance: number, name: string): void {
  if (actual.length !== expected.length) {
    throw new AssertionError({
      message: `${name} has ${String(actual.length)} elements, expected ${String(expected.length)}`,
    });
  }
  const errors = Array.from(actual, (value, index) => Math.abs(value - (expected[index] as number)));
  const worst = errors.reduce((best, error, index) => (error <= (errors[best] as number) ? best : index), 0);
  // Negated, so that NaN fails.
  if (errors.length > 0 && !errors.every((error) => error <= tolerance)) {
    throw new AssertionError({
      message: `${name}[${String(worst)}] is off by ${String(errors[worst])}, allowed ${String(tolerance)}`,
      actual: actual[worst],
      expected: expected[worst],
    });
  }
}

function assertSameNames(actual: readonly string[], expected: readonly string[]): void {
  const [have, want] = [[...actual].sort().join(', '), [...expected].sort().join(', ')];
  if (have !== want) throw new AssertionError({ message: `names differ: found ${have}; expected ${want}` });
}

function numbersOf(value: GoldenTensor | Tensor | Numbers | number): Numbers {
  if (typeof value === 'number') return [value];
  if ('dataSync' in value) return value.dataSync();
  return 'data' in value ? value.data : value;
}

function largest(values: Numbers): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
