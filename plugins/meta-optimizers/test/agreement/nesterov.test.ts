import { agreesWithSecondOrder } from './secondOrder.ts';

agreesWithSecondOrder('Nesterov', { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 });
