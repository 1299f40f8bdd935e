import { definePlugin } from '@ballast/core';
import { CurveNet } from './curveNet.ts';
import { CurveNetOptions } from './options.ts';

export { CurveNet } from './curveNet.ts';
export { cutWindow, normaliseByClass } from './curves.ts';
export { CurveNetOptions } from './options.ts';

export default definePlugin({
  kind: 'weight net',
  id: 'curvenet',
  docs: {
    summary: "A sample's weight from the curve of its losses over a probing phase, and from its class.",
    paper:
      'Jiang, Li, Wang, Huang, Zhang, Xu 2022, Delving into Sample Loss Curve to Embrace Noisy and Imbalanced Data',
  },
  options: CurveNetOptions,
  use: CurveNet,
});
