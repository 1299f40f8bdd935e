import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import { batchAxes } from './portable.ts';

/**
 * The vector–Jacobian product of batch norm's own gradient, for second derivatives: the gradient of
 * Φ = ⟨u, ∂x⟩ + ⟨a, ∂γ⟩ + ⟨b, ∂β⟩ for cotangents u as x, a and b [C].
 *
 * With x̂ = (x − mean)·s, s = (variance + ε)^−½ and the symmetric map P(v) = v − mean(v) − x̂·mean(v·x̂), all
 * by channel over n values, batch norm's gradient is ∂x = γs·P(dy), ∂γ = Σ dy·x̂, ∂β = Σ dy; hence
 *   ∂Φ/∂dy = γs·P(u) + a·x̂ + b
 *   ∂Φ/∂γ  = s·⟨u, P(dy)⟩
 *   ∂Φ/∂x  = s·P(h) − γs²·⟨u, P(dy)⟩·x̂/n,  h = a·dy − γs·(u·mean(dy·x̂) + dy·mean(u·x̂)).
 * Ordinary ops on the inputs, so that it can be differentiated once more. The engine must not be asked for a
 * gradient here: inside its outermost backward pass that would throw its tape away.
 */
export function secondOrderBatchNorm(
  [u, a, b]: readonly [Tensor, Tensor, Tensor],
  dy: Tensor,
  x: Tensor,
  gamma: Tensor1D,
  epsilon: number,
): { dy: Tensor; x: Tensor; gamma: Tensor } {
  const axes = batchAxes(x.rank);
  const { mean, variance } = tf.moments(x, axes);
  const s = tf.rsqrt(variance.add(epsilon)); // [C]
  const normalised = x.sub(mean).mul(s);
  const meanProduct = (v: Tensor): Tensor => v.mul(normalised).mean(axes); // [C]
  const project = (v: Tensor): Tensor => v.sub(v.mean(axes)).sub(normalised.mul(meanProduct(v)));

  const scale = s.mul(gamma); // [C]
  const inner = u.mul(project(dy)).sum(axes); // [C]
  const h = dy.mul(a).sub(
    u
      .mul(meanProduct(dy))
      .add(dy.mul(meanProduct(u)))
      .mul(scale),
  );
  const count = x.size / gamma.size;
  return {
    dy: project(u).mul(scale).add(normalised.mul(a)).add(b),
    x: project(h)
      .mul(s)
      .sub(normalised.mul(scale.mul(s).mul(inner).div(count))),
    gamma: inner.mul(s),
  };
}

interface BatchNormGradientInputs {
  readonly dy: Tensor;
  readonly x: Tensor;
  readonly gamma: Tensor1D;
}

/**
 * The directional derivative of batch norm's own gradient; a missing tangent is zero. In the terms above, with
 * x̂˙ = s·P(ẋ), ṡ = −s²·mean(x̂·ẋ) and P˙(v) = P(v̇) − x̂˙·mean(v·x̂) − x̂·mean(v·x̂˙),
 *   ∂x˙ = (γ˙s + γṡ)·P(dy) + γs·P˙(dy),  ∂γ˙ = Σ dy˙·x̂ + dy·x̂˙,  ∂β˙ = Σ dy˙.
 */
export function batchNormGradientTangent(
  { dy, x, gamma }: BatchNormGradientInputs,
  along: Partial<BatchNormGradientInputs>,
  epsilon: number,
): { x: Tensor; gamma: Tensor; beta: Tensor } {
  const axes = batchAxes(x.rank);
  const { mean, variance } = tf.moments(x, axes);
  const s = tf.rsqrt(variance.add(epsilon)); // [C]
  const normalised = x.sub(mean).mul(s);
  const meanOf = (u: Tensor, v: Tensor): Tensor => u.mul(v).mean(axes); // [C]
  const project = (v: Tensor): Tensor => v.sub(v.mean(axes)).sub(normalised.mul(meanOf(v, normalised)));

  const [dyDot, xDot, gammaDot] = [along.dy ?? tf.zerosLike(dy), along.x ?? tf.zerosLike(x), along.gamma];
  const normalisedDot = project(xDot).mul(s);
  const sDot = meanOf(normalised, xDot).mul(s.square()).neg(); // [C]
  const turned = normalisedDot.mul(meanOf(dy, normalised)).add(normalised.mul(meanOf(dy, normalisedDot)));
  const scaleDot = gammaDot ? gammaDot.mul(s).add(gamma.mul(sDot)) : gamma.mul(sDot); // [C]
  return {
    x: project(dy)
      .mul(scaleDot)
      .add(project(dyDot).sub(turned).mul(s.mul(gamma))),
    gamma: dyDot.mul(normalised).add(dy.mul(normalisedDot)).sum(axes),
    beta: dyDot.sum(axes),
  };
}
