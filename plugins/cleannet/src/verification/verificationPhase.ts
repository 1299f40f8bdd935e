import type { Phase } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { handedOnClassifier, requireMetaSet, unpackGroups } from '@ballast/training';
import type { VerificationOptions } from '../options.ts';
import { classReferences } from '../references/classReferences.ts';
import { labelSimilarities } from './labelSimilarities.ts';
import { verificationLoop } from './verificationLoop.ts';

/** Learns which labels are right; its output `similarities` [N] is how much each training sample resembles its class. */
export function verificationPhase(options: VerificationOptions): Phase {
  return {
    name: 'verification',
    settings: options,
    uses: ['pretraining'],
    evaluated: false,
    run: async (context) => {
      requireMetaSet(context.task, 'cleannet');
      const classifier = { network: context.network('linear'), ...handedOnClassifier(context) };
      const references = await classReferences(context, classifier, options.references);
      try {
        const { tensors } = await context.runEpochs(verificationLoop(context, options, { classifier, references }));
        const { embeddings } = unpackGroups(tensors, ['embeddings']);
        const similarities = await labelSimilarities(context, embeddings, { classifier, references });
        return { arrays: { similarities } };
      } finally {
        tf.dispose([references, { ...classifier.parameters }, { ...classifier.buffers }]);
      }
    },
  };
}
