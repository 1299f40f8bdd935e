/** Of the longer side: what the interface's grid shows. */
const thumbnailPixels = 256;
/** Twice the pixels of the drawing, for dense screens. */
const density = 2 * 72;

export interface Picture {
  readonly png: Uint8Array;
  readonly thumbnail: Uint8Array;
}

/** A figure as an image on white paper. */
export async function drawPicture(svg: string): Promise<Picture> {
  const { default: sharp } = await import('sharp'); // large, and every run loads this plugin
  const page = sharp(Buffer.from(withoutVariables(svg)), { density }).flatten({ background: '#ffffff' });
  const png = await page.png({ palette: true }).toBuffer();
  const thumbnail = await sharp(png)
    .resize({ width: thumbnailPixels, height: thumbnailPixels, fit: 'inside' })
    .png({ palette: true })
    .toBuffer();
  return { png, thumbnail };
}

/** The renderer knows no CSS variables and no page to take a colour from: what they fall back to stands in their place. */
function withoutVariables(svg: string): string {
  return svg
    .replaceAll(/var\(--[\w-]+,\s*([^()]+|[^()]*\([^()]*\))\)/g, '$1')
    .replaceAll('currentColor', '#1b1b1b')
    .replaceAll('system-ui', 'sans-serif');
}
