import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../native/binding.ts';
import { rootsInDenominators } from './exactness.ts';
import { recordStep, type Source } from './recordStep.ts';
import { loadSession } from './session.ts';
import { mapTree, type TensorTree, type Tree } from './tree.ts';

/** A step compiled for one signature. */
export interface CompiledForm {
  /** @param inputs the tensors of the step's input, in the order of `leavesOf` */
  run(inputs: readonly Tensor[]): TensorTree;
  release(): void;
}

export function compileForm(
  backend: TensorFlowBackend,
  inputs: readonly Tensor[],
  step: () => TensorTree,
): CompiledForm {
  const { binding } = backend;
  const { graph, fed, constants, fetched, result } = recordStep(backend, inputs, step);
  if (fetched.length === 0) return { run: (given) => withTensors(result, given, []), release: () => undefined };

  const session = loadSession(binding, graph);
  const constantIds = constants.map(({ shape, dtype, values }) => binding.createTensor(shape, dtype, values));
  const feedNames = [...fed, ...constants].map(({ name }) => name).join(',');
  const thrownAway = rootsInDenominators(graph).filter((reference) => !fetched.includes(reference));
  const fetchNames = [...fetched, ...thrownAway].join(',');
  return {
    run: (given) => {
      const inputIds = backend.getInputTensorIds(fed.map(({ index }) => given[index] as Tensor));
      const outputs = backend.binding.runSavedModel(session.id, [...inputIds, ...constantIds], feedNames, fetchNames);
      for (const { id } of outputs.splice(fetched.length)) backend.binding.deleteTensor(id);
      return withTensors(
        result,
        given,
        outputs.map((output) => backend.createOutputTensor(output)),
      );
    },
    release: () => {
      session.release();
      for (const id of constantIds) binding.deleteTensor(id);
    },
  };
}

/** No tensor is handed out twice, but for an input that the step returned itself. */
function withTensors(result: Tree<Source>, inputs: readonly Tensor[], outputs: readonly Tensor[]): TensorTree {
  const handedOut = new Set<Tensor>();
  return mapTree(result, isSource, (source) => {
    const tensor = (source.from === 'input' ? inputs : outputs)[source.index] as Tensor;
    const isOwn = source.from === 'input' ? source.isSameTensor : !handedOut.has(tensor);
    handedOut.add(tensor);
    return isOwn ? tensor : tensor.clone();
  });
}

function isSource(value: object): value is Source {
  return 'from' in value && typeof value.from === 'string';
}
