import { agreesWithSecondOrder } from './secondOrder.ts';

agreesWithSecondOrder('plain SGD', { type: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 });
