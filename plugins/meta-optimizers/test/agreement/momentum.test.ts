import { agreesWithSecondOrder } from './secondOrder.ts';

agreesWithSecondOrder('momentum', { type: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 5e-4 });
