import * as tf from '@tensorflow/tfjs';

export { tf };
export function requireWithoutMaps(require: NodeJS.Require, name: string): unknown;
