import type { Normalisation } from '@ballast/core';

/**
 * Mean and (biased) standard deviation of each channel over all pixels, in units of bytes.
 * @param chunks of whole pixels
 */
export function channelStatistics(chunks: Iterable<Uint8Array>, channels: number): Normalisation {
  const histograms = Array.from({ length: channels }, () => new Float64Array(256));
  for (const chunk of chunks) {
    for (const [channel, histogram] of histograms.entries()) countBytes(chunk, channel, channels, histogram);
  }
  const moments = histograms.map(histogramMoments);
  return { mean: moments.map(({ mean }) => mean), standardDeviation: moments.map(({ deviation }) => deviation) };
}

function countBytes(chunk: Uint8Array, channel: number, channels: number, histogram: Float64Array): void {
  for (let offset = channel; offset < chunk.length; offset += channels) {
    const byte = chunk[offset] as number;
    histogram[byte] = (histogram[byte] as number) + 1;
  }
}

function histogramMoments(histogram: Float64Array): { mean: number; deviation: number } {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const mean = histogram.reduce((sum, count, byte) => sum + count * byte, 0) / total;
  const variance = histogram.reduce((sum, count, byte) => sum + count * (byte - mean) ** 2, 0) / total;
  // A constant channel stays at zero instead of becoming NaN.
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}
