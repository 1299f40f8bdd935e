import { definePlugin } from '@ballast/core';
import { DynamicLoss } from './dynamicLoss.ts';
import { DynamicLossOptions } from './options.ts';

export { lossRanks } from './ranks.ts';

export default definePlugin({
  kind: 'method',
  id: 'dynamic-loss',
  docs: {
    summary:
      'Label corrections and class margins that are learned with the classifier, on a meta set drawn from the noisy data.',
    paper: 'Jiang, Li, Xue, Zeng, Wang, Zhang, Xu, Xu 2023, Dynamic Loss for Robust Learning (TPAMI; arXiv 2211.12506)',
  },
  options: DynamicLossOptions,
  use: DynamicLoss,
});
