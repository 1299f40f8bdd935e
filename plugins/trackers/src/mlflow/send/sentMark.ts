import type { Metric } from '@ballast/mlflow-ts-client';
import { digestOfJson } from '../digest.ts';

/** The tag that says how much of a run has arrived: a number of points, and the digest of them. */
export const sentTag = 'ballast.sent';

export function markOf(points: readonly Metric[]): string {
  return `${String(points.length)} ${digestOfJson(points)}`;
}

/** How many points have surely arrived; undefined when those were others: something was computed anew. */
export function arrived(points: readonly Metric[], mark: string | undefined): number | undefined {
  const count = Number(mark?.split(' ')[0] ?? 0);
  return count === 0 || markOf(points.slice(0, count)) === mark ? count : undefined;
}
