/** How class names stand under a band axis of the given width. */
export interface ClassAxis {
  readonly tickRotate: number;
  readonly ticks: readonly string[];
  /** What the names need below the axis, in pixels. */
  readonly height: number;
}

const characterWidth = 6.6;
const lineHeight = 16;

/** Upright where they fit, else turned; of many classes only every so many is named. */
export function classAxis(names: readonly string[], width: number): ClassAxis {
  const step = Math.max(1, Math.ceil((names.length * lineHeight) / width));
  const ticks = names.filter((_, index) => index % step === 0);
  const longest = Math.max(0, ...names.map((name) => name.length)) * characterWidth;
  const upright = longest <= width / Math.max(1, ticks.length);
  return upright
    ? { tickRotate: 0, ticks, height: lineHeight }
    : { tickRotate: -45, ticks, height: Math.min(longest, 160) * Math.SQRT1_2 + lineHeight };
}
