/** A drawing with its words. */
export interface Figure {
  /** For files and style sheets, e.g. `loss-curves`. */
  readonly id: string;
  readonly title: string;
  /** What to see, and which figure of a publication shows the same. */
  readonly caption: string;
  /** Undefined where no finished cell has what the figure needs. */
  readonly svg: string | undefined;
}

const source = 'Jiang et al. 2022 (CurveNet, AAAI, arXiv 2201.00849)';

/** For captions: where the kind of figure comes from. */
export const inThePaper = {
  lossCurves: `Corresponds to figure 1 of ${source}.`,
  sameKind: `A kind of figure that ${source} argues with (figures 4 to 6).`,
} as const;

export function seedsOf(seeds: number | undefined): string {
  return seeds === undefined ? '' : seeds === 1 ? ' (one seed)' : ` (mean over ${String(seeds)} seeds)`;
}
