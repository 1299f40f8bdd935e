import type { Normalisation } from '@ballast/core';

/** Mean and (biased) standard deviation of each channel over all pixels, in units of bytes. */
export function channelStatistics(pixels: Uint8Array, channels: number): Normalisation {
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let offset = 0; offset < pixels.length; offset += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const histogram = counts[channel] as Float64Array;
      const byte = pixels[offset + channel] as number;
      histogram[byte] = (histogram[byte] as number) + 1;
    }
  }
  const moments = counts.map(histogramMoments);
  return { mean: moments.map(({ mean }) => mean), standardDeviation: moments.map(({ deviation }) => deviation) };
}

function histogramMoments(histogram: Float64Array): { mean: number; deviation: number } {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const mean = histogram.reduce((sum, count, byte) => sum + count * byte, 0) / total;
  const variance = histogram.reduce((sum, count, byte) => sum + count * (byte - mean) ** 2, 0) / total;
  // A constant channel stays at zero instead of becoming NaN.
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}
