import { mlp } from './mlp.ts';
import { resnet } from './resnet.ts';
import { wideResnet } from './wideResnet.ts';

export { mlp, resnet, wideResnet };

export default [mlp, resnet, wideResnet];
