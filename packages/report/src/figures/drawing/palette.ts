import type { LabelState } from '../../trainLabels.ts';

/**
 * Colours as CSS variables, which the report sets for light and dark; the fallbacks serve an SVG on its own.
 * Blue against orange stays apart for colour-blind readers (Okabe & Ito 2008).
 */
export const palette = {
  clean: 'var(--clean, #0072b2)',
  mislabelled: 'var(--mislabelled, #d55e00)',
  accent: 'var(--accent, #0072b2)',
  /** Text on a full accent. */
  onAccent: 'var(--on-accent, #ffffff)',
  text: 'currentColor',
} as const;

export function colorOf(labels: LabelState): string {
  return palette[labels];
}

/** For Plot's colour scale. */
export const labelStateColors = {
  domain: ['clean', 'mislabelled'],
  range: [palette.clean, palette.mislabelled],
};
