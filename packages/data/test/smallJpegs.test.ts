import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRandom } from '@ballast/core';
import { openSmallJpegs } from '../src/images/smallJpegs.mjs';

const decode = await openSmallJpegs();
const random = createRandom('small JPEGs');

/** Noise, where every coefficient counts. */
function noise(width: number, height: number) {
  const bytes = Uint8Array.from({ length: 3 * width * height }, () => random.integer(256));
  return sharp(bytes, { raw: { width, height, channels: 3 } });
}

const decodedBySharp = async (jpeg: Buffer) => [
  ...(await sharp(jpeg).toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer()),
];

describe('the decoder of small JPEGs', () => {
  const forms = [4, 95].flatMap((quality) =>
    ['4:4:4', '4:2:0'].flatMap((chromaSubsampling) =>
      [false, true].map((progressive) => ({ quality, chromaSubsampling, progressive })),
    ),
  );
  it.each(forms)('gives the bytes that sharp gives: %o', async (form) => {
    for (const [width, height] of [
      [32, 32],
      [33, 47],
      [1, 1],
    ] as const) {
      const jpeg = await noise(width, height).jpeg(form).toBuffer();
      const image = decode(jpeg);
      expect(image?.shape).toEqual({ height, width, channels: 3 });
      expect([...(image?.pixels ?? [])]).toEqual(await decodedBySharp(jpeg));
    }
  });

  it('gives them for grey images as well', async () => {
    const grey = await noise(20, 30).toColourspace('b-w').jpeg().toBuffer();
    expect([...(decode(grey)?.pixels ?? [])]).toEqual(await decodedBySharp(grey));
  });

  it('leaves to sharp what it would not decode alike', async () => {
    const left = [
      await noise(20, 30).withIccProfile('p3').jpeg().toBuffer(),
      await noise(20, 30).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      await noise(20, 30).toColourspace('cmyk').jpeg().toBuffer(),
      await noise(200, 300).jpeg().toBuffer(),
      await noise(20, 30).png().toBuffer(),
      Buffer.from('text'),
      Buffer.alloc(0),
    ];
    expect(left.map((bytes) => decode(bytes))).toEqual(left.map(() => undefined));
  });

  it('accepts no damaged image that sharp refuses, and is none the worse for it', async () => {
    const jpeg = await noise(32, 32).jpeg().toBuffer();
    let refused = 0;
    for (let trial = 0; trial < 60; trial++) {
      const damaged = Buffer.from(jpeg.subarray(0, trial < 30 ? jpeg.length : random.integer(jpeg.length)));
      if (trial < 30) damaged[random.integer(damaged.length)] = random.integer(256);
      const accepted = await decodedBySharp(damaged).then(
        () => true,
        () => false,
      );
      if (accepted) continue;
      refused++;
      expect(decode(damaged)).toBeUndefined();
    }
    expect(refused).toBeGreaterThanOrEqual(30);
    expect([...(decode(jpeg)?.pixels ?? [])]).toEqual(await decodedBySharp(jpeg));
  });
});
