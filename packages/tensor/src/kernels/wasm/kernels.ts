import { portableKernels } from '../portable.ts';
import type { Kernels } from '../contract.ts';

export const wasmKernels: Kernels = portableKernels;
