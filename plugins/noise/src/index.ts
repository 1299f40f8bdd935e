import { asymmetric } from './asymmetric.ts';
import { flip, flip2 } from './flip.ts';
import { fromFile } from './fromFile.ts';
import { pairFlip } from './pairFlip.ts';
import { uniform } from './uniform.ts';

export default [uniform, flip, flip2, pairFlip, asymmetric, fromFile];
