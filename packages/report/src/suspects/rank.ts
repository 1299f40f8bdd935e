/** What speaks against a label: a low learned weight, a high mean training loss, or both ranks alike. */
export type Evidence = 'weight' | 'loss' | 'both';

/** What one seed's cell knows of its training samples. */
export interface SeedEvidence {
  /** [N] the place of each sample in the data set. */
  readonly indices: ArrayLike<number>;
  /** [N] */
  readonly givenLabels: ArrayLike<number>;
  /** [N] the most probable class but the given one, where it was stored. */
  readonly suggestedLabels: ArrayLike<number> | undefined;
  /** [N] */
  readonly weights: ArrayLike<number> | undefined;
  /** [N] */
  readonly losses: ArrayLike<number> | undefined;
}

/** How samples are ordered, and how long the list is. */
export interface Ranking {
  readonly evidence: Evidence;
  /** Samples compete with those of their own given label, so that each class has its share of the list. */
  readonly perClass?: boolean | undefined;
  readonly count: number;
}

/** A training sample whose given label is doubted. */
export interface Suspect {
  /** 1 is doubted most. */
  readonly rank: number;
  /** Its place in the data set's training images. */
  readonly index: number;
  readonly givenLabel: number;
  readonly suggestedLabel: number | undefined;
  /** Means over the seeds that trained on it. */
  readonly weight: number | undefined;
  readonly loss: number | undefined;
  /** Of the seeds that trained on it, the share that has it among its own first `count`. */
  readonly agreement: number;
  readonly seeds: number;
}

/**
 * The samples whose labels are most probably wrong. Each seed ranks its own samples; a sample's place is the mean of
 * its ranks, as shares of the samples there (of its class, where each class is ranked by itself), over the seeds that
 * trained on it.
 * @throws Error when a seed lacks the evidence that is asked for.
 */
export function rankSuspects(seeds: readonly SeedEvidence[], ranking: Ranking): Suspect[] {
  const { count } = ranking;
  const samples = new Map<number, Tally>();
  for (const seed of seeds) addSeed(samples, seed, doubts(seed, ranking), count);
  const ordered = [...samples].sort(([oneIndex, one], [otherIndex, other]) => one.doubt / one.seeds - other.doubt / other.seeds || oneIndex - otherIndex); // prettier-ignore
  return ordered.slice(0, count).map(([index, tally], place) => ({
    rank: place + 1,
    index,
    givenLabel: tally.givenLabel,
    suggestedLabel: mostFrequent(tally.suggestions),
    weight: meanOf(tally.weight, tally.seeds),
    loss: meanOf(tally.loss, tally.seeds),
    agreement: tally.agreeing / tally.seeds,
    seeds: tally.seeds,
  }));
}

interface Tally {
  seeds: number;
  /** Sum of ranks as shares; low is doubtful. */
  doubt: number;
  agreeing: number;
  weight: number;
  loss: number;
  readonly givenLabel: number;
  readonly suggestions: number[];
}

function addSeed(samples: Map<number, Tally>, seed: SeedEvidence, ranks: Float64Array, count: number): void {
  const first = new Set(orderBy(ranks).subarray(0, count));
  for (let position = 0; position < ranks.length; position++) {
    const index = seed.indices[position] as number;
    const givenLabel = seed.givenLabels[position] as number;
    const tally = samples.get(index) ?? { seeds: 0, doubt: 0, agreeing: 0, weight: 0, loss: 0, givenLabel, suggestions: [] }; // prettier-ignore
    tally.seeds++;
    tally.doubt += ranks[position] as number;
    tally.agreeing += Number(first.has(position));
    tally.weight += seed.weights?.[position] ?? Number.NaN;
    tally.loss += seed.losses?.[position] ?? Number.NaN;
    if (seed.suggestedLabels !== undefined) tally.suggestions.push(seed.suggestedLabels[position] as number);
    samples.set(index, tally);
  }
}

/** [N] each sample's rank as a share in (0, 1), low for the most doubtful. */
function doubts({ weights, losses, givenLabels }: SeedEvidence, { evidence, perClass }: Ranking): Float64Array {
  const groupOf = perClass === true ? (position: number) => givenLabels[position] as number : () => 0;
  const byWeight = (): Float64Array => rankShares(required(weights, 'learned weights'), 1, groupOf);
  const byLoss = (): Float64Array => rankShares(required(losses, 'training losses'), -1, groupOf);
  switch (evidence) {
    case 'weight':
      return byWeight();
    case 'loss':
      return byLoss();
    case 'both': {
      const other = byLoss();
      return byWeight().map((share, position) => (share + (other[position] as number)) / 2);
    }
  }
}

function required(values: ArrayLike<number> | undefined, what: string): ArrayLike<number> {
  if (values === undefined) throw new Error(`a cell has no ${what}`);
  return values;
}

/** Within each group. Ties share the mean of their ranks; what is no number comes last. */
function rankShares(values: ArrayLike<number>, sign: 1 | -1, groupOf: (position: number) => number): Float64Array {
  const keys = Float64Array.from({ length: values.length }, (_, position) => {
    const value = sign * (values[position] as number);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  });
  const shares = new Float64Array(keys.length);
  for (const order of inGroups(orderBy(keys), groupOf)) {
    for (let start = 0; start < order.length;) {
      let end = start;
      while (end < order.length && keys[order[end] as number] === keys[order[start] as number]) end++;
      for (let place = start; place < end; place++) shares[order[place] as number] = (start + end) / 2 / order.length;
      start = end;
    }
  }
  return shares;
}

/** The places of each group, in the order in which they come. */
function inGroups(order: Int32Array, groupOf: (position: number) => number): Iterable<readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const position of order) {
    const group = groups.get(groupOf(position));
    if (group === undefined) groups.set(groupOf(position), [position]);
    else group.push(position);
  }
  return groups.values();
}

/** The places of the values, ascending by value, then by place. */
function orderBy(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((one, other) => {
    const [first, second] = [values[one] as number, values[other] as number];
    return first < second ? -1 : first > second ? 1 : one - other;
  });
}

function meanOf(sum: number, count: number): number | undefined {
  return Number.isNaN(sum) ? undefined : sum / count;
}

/** The first of several; undefined for none. */
function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
