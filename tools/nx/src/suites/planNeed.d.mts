export type PlanNeed = 'exact' | 'names' | 'none';
export function planNeed(
  argv?: readonly string[],
  environment?: Readonly<Record<string, string | undefined>>,
): PlanNeed;
