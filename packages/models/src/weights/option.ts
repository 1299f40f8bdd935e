import { z } from 'zod';

/** The option of every model that can begin with pretrained weights. */
export const weightsOption = z
  .string()
  .regex(/\.(safetensors|npz)$/, 'a .safetensors or .npz file')
  .optional()
  .describe(
    'A .safetensors or .npz file of a state dictionary as torchvision or, for `inception-resnet-v2`, timm names it, from the suite file; a last layer for other classes is drawn anew.',
  );
