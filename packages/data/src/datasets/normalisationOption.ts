import { z } from 'zod';

const threeChannels = z.array(z.number()).length(3);

/** Constants of a colour image's channels, in units of bytes. */
export const NormalisationOption = z.strictObject({
  mean: threeChannels,
  standardDeviation: z.array(z.number().positive()).length(3),
});

/** Shu et al. 2019 and Jiang et al. 2022 normalise CIFAR-10 and CIFAR-100 alike, by these. */
export const cifarNormalisation = { mean: [125.3, 123, 113.9], standardDeviation: [63, 62.1, 66.7] };
