import { LENGTH_LIMITS, paramText, toKey, truncate, type TextSource } from '@ballast/mlflow-ts-client';
import type { Json } from '@ballast/core';

/**
 * A config as parameters, one a leaf, named by its path as overrides name it: `method.loss.gamma` = `1`. A list of plain
 * values stays one; what a run does not have is left out. Within the server's limits.
 */
export function flatParams(config: Json): Record<string, string> {
  return Object.fromEntries(
    leavesOf(config, []).map(([path, value]) => [
      toKey(path.join('.')),
      truncate(paramText(value as TextSource), LENGTH_LIMITS.param),
    ]),
  );
}

type Leaf = readonly [path: readonly string[], value: Json];

function leavesOf(value: Json | undefined, path: readonly string[]): Leaf[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value !== 'object' || isPlainList(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
}
