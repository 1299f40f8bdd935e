import { inceptionResnetV2 } from './large/inception/inceptionResnetV2.ts';
import { resnet50 } from './large/resnet50.ts';
import { vgg19 } from './large/vgg19.ts';
import { mlp } from './mlp.ts';
import { resnet } from './resnet.ts';
import { wideResnet } from './wideResnet.ts';

export { inceptionResnetV2, mlp, resnet, resnet50, vgg19, wideResnet };

export default [mlp, resnet, wideResnet, resnet50, vgg19, inceptionResnetV2];
