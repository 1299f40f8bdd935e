import type { NamedAttrMap, NamedTensorInfoMap, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { tensorFlowBackend } from '../native/binding.ts';
import { registerNativeBatchNorm } from '../native/batchNorm.ts';
import { registerNativeConvolution } from '../native/convolution.ts';
import { registerNativeGather } from '../native/gather.ts';
import { nativeKernels } from '../native/kernels.ts';
import { registerNativeSoftmax } from '../native/softmax.ts';
import { tf } from '../tf.ts';
import { registerConvolutionGradients } from './convolution.ts';
import type { Kernels, Thinning } from './contract.ts';
import { registerGradients } from './gradients.ts';
import { KernelNames } from './names.ts';
import type { ThinningAttributes } from './operations.ts';
import { registerPoolingGradients } from './pooling.ts';
import { registerElementwiseGradients } from './elementwiseGradients.ts';
import { registerWasmConvolution } from './wasm/convolution.ts';
import { registerWasmBatchNorm } from './wasm/fixedBatchNorm.ts';
import { registerWasmIdentity } from './wasm/identity.ts';
import { wasmKernels } from './wasm/kernels.ts';
import { registerWasmMatMul } from './wasm/matMul.ts';
import { registerWasmPooling } from './wasm/pooling.ts';

/** The one place that says which backend computes a layer's kernels how. Called once a process. */
export function registerKernels(backend: 'wasm' | 'native'): void {
  registerGradients();
  registerElementwiseGradients();
  registerConvolutionGradients();
  registerPoolingGradients();
  if (backend === 'wasm') {
    registerWasmIdentity();
    registerWasmConvolution();
    registerWasmMatMul();
    registerWasmPooling();
    registerWasmBatchNorm();
    register('wasm', wasmKernels);
  } else {
    registerNativeConvolution(tensorFlowBackend());
    registerNativeGather(tensorFlowBackend());
    registerNativeSoftmax();
    if (!tensorFlowBackend().isUsingGpuDevice) registerNativeBatchNorm(tensorFlowBackend());
    register('tensorflow', nativeKernels(tensorFlowBackend()));
  }
}

type Inputs = Record<string, Tensor>;

function register(engineBackend: string, kernels: Kernels): void {
  const add = (kernelName: string, compute: (inputs: Inputs, attributes: NamedAttrMap) => Tensor | Tensor[]) => {
    const kernelFunc = ({ inputs, attrs }: { inputs: NamedTensorInfoMap; attrs?: NamedAttrMap }) =>
      tf.tidy(() => compute(inputs as Inputs, attrs ?? {}));
    tf.registerKernel({ kernelName, backendName: engineBackend, kernelFunc });
  };

  add(KernelNames.dense, ({ x, kernel, bias }) => kernels.dense(x as Tensor2D, kernel as Tensor2D, bias as Tensor1D));
  add(KernelNames.batchNormTrain, ({ x, gamma, beta }, { epsilon }) => {
    const result = kernels.batchNormTrain(x as Tensor, gamma as Tensor1D, beta as Tensor1D, epsilon as number);
    return [result.output, result.mean, result.variance];
  });
  add(KernelNames.batchNormTrainGradient, ({ dy, x, gamma, mean, variance }, { epsilon }) => {
    const statistics = { mean: mean as Tensor1D, variance: variance as Tensor1D };
    const gradient = kernels.batchNormTrainGradient(
      dy as Tensor,
      x as Tensor,
      gamma as Tensor1D,
      statistics,
      epsilon as number,
    );
    return [gradient.x, gradient.gamma, gradient.beta];
  });
  add(KernelNames.reluGradient, ({ dy, x }) => kernels.reluGradient(dy as Tensor, x as Tensor));
  add(KernelNames.softmaxCrossEntropy, ({ logits, labels }) =>
    kernels.softmaxCrossEntropy(logits as Tensor2D, labels as Tensor1D),
  );
  add(KernelNames.softmaxCrossEntropyGradient, ({ dy, logits, labels }) =>
    kernels.softmaxCrossEntropyGradient(dy as Tensor1D, logits as Tensor2D, labels as Tensor1D),
  );
  add(KernelNames.movingAverage, ({ running, batch }, { fraction, correction }) =>
    kernels.movingAverage(running as Tensor, batch as Tensor, fraction as number, correction as number),
  );
  add(KernelNames.thin, ({ x }, attributes) => kernels.thin(x as Tensor4D, attributes as unknown as Thinning));
  add(KernelNames.spread, ({ y }, attributes) => {
    const { height, width } = attributes as unknown as ThinningAttributes;
    return kernels.spread(y as Tensor4D, attributes as unknown as Thinning, [height, width]);
  });
}
