/** The positions of each class, ascending: `result[k]` lists every i with `labels[i] === k`. */
export function positionsByClass(labels: Int32Array, classCount: number): number[][] {
  const positions: number[][] = Array.from({ length: classCount }, () => []);
  for (const [position, label] of labels.entries()) positions[label]?.push(position);
  return positions;
}

/** [classCount] how many of the labels are of each class. */
export function countLabels(labels: Int32Array, classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const label of labels) if (label in counts) counts[label] = (counts[label] as number) + 1;
  return counts;
}
