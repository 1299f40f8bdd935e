import { UserError } from '@ballast/core';
import type { Rule, Rules } from '../rule.ts';
import { elementwiseRules } from './elementwise.ts';
import { layerRules } from './layers.ts';
import { linearRules } from './linear.ts';
import { reductionRules } from './reductions.ts';

const zero: Rule = () => undefined;

/** Constant but for jumps. */
const constantRules: Rules = Object.fromEntries(
  ['Ceil', 'Floor', 'FloorDiv', 'OnesLike', 'Round', 'Sign', 'Step', 'ZerosLike'].map((kernel) => [kernel, zero]),
);

/** Rules by kernel name. Kernels that put several in one are in `expansions.ts` instead. */
const rules: Rules = { ...constantRules, ...elementwiseRules, ...layerRules, ...linearRules, ...reductionRules };

/** Kernels that forward mode knows, for tests. */
export const kernelsWithRules: readonly string[] = Object.keys(rules).sort();

/** @throws UserError that says how to do without a rule, and where to add one. */
export function ruleOf(kernel: string): Rule {
  const rule = rules[kernel];
  if (rule !== undefined) return rule;
  throw new UserError({
    what: `forward mode has no rule for the kernel ${kernel}, so it cannot carry a derivative through it.`,
    where: 'the network, or a loss or function that is differentiated forward',
    fix:
      `Write it with other operations, or take the meta optimizer "finite-difference" or "unrolled". To add a rule, ` +
      `put "${kernel}" with the tangents of its outputs into a table in packages/tensor/src/forwardMode/rules.`,
  });
}
