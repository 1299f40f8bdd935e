import {
  createRandom,
  type HeadKind,
  type ImageShape,
  type Mode,
  type NamedTensors,
  type Network,
  type NetworkState,
  type Plugin,
  type Random,
} from '@ballast/core';
import {
  directionalDerivative,
  forward,
  gradients,
  initializeBackend,
  initializeNetwork,
  mapNamed,
  sliceStages,
  tf,
  zipNamed,
} from '@ballast/tensor';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../goldens/closeness.ts';
import { normalTensor } from '../networks/initializers.ts';
import { buildPlugin } from '../plugins/buildPlugin.ts';
import { expectNoLeaks } from './leaks.ts';

const batchSize = 4;
const modes: readonly Mode[] = ['train', 'inference'];

/**
 * What every model owes its callers, for these options: stages that give the same in parts as as a whole, logits for
 * any number of classes and either head, parameters that the seed decides and the loss reaches, running statistics that move
 * in training alone, and derivatives in both directions that agree.
 * @param imageShape Of the images that it is tried on.
 */
export function modelContract(
  plugin: Plugin<'model'>,
  options: Readonly<Record<string, unknown>> = {},
  imageShape: ImageShape = { height: 8, width: 8, channels: 1 },
): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of a model`, () => {
    const build = (classCount: number, head: HeadKind = 'linear'): Network =>
      buildPlugin(plugin, options).build({ imageShape, classCount, head });
    const { height, width, channels } = imageShape;
    const imagesFrom = (random: Random): Tensor => normalTensor([batchSize, height, width, channels], random);

    /** A network of four classes with fresh parameters and images, freed afterwards. */
    const forAllSeeds = (check: (network: Network, state: NetworkState, images: Tensor, random: Random) => void) => {
      const network = build(4);
      fc.assert(
        fc.property(fc.nat({ max: 10_000 }), (seed) => {
          tf.tidy(() => {
            const random = createRandom(seed);
            check(network, initializeNetwork(network, random.split('network')), imagesFrom(random), random);
          });
        }),
        { seed: 1, numRuns: 3 },
      );
    };

    beforeAll(() => initializeBackend());

    it('names its stages, each once: SLMO skips them by name, and checkpoints know parameters by them', () => {
      const names = build(4).stages.map(({ name }) => name);
      expect(names.length, 'a stage that may be skipped and a head: two or more').toBeGreaterThanOrEqual(2);
      expect(new Set(names).size, 'two stages of one name would share parameters').toBe(names.length);
    });

    it.each(['linear', 'cosine'] as const)('gives logits [B, K] for any K with a %s head', (head) => {
      for (const classCount of [2, 7]) {
        tf.tidy(() => {
          const network = build(classCount, head);
          const state = initializeNetwork(network, createRandom(0));
          for (const mode of modes) {
            const { logits } = forward(network, state, imagesFrom(createRandom(1)), mode);
            expect(logits.shape, 'one logit a class, whatever `classCount` is').toEqual([batchSize, classCount]);
          }
        });
      }
    });

    it('starts from parameters that the seed decides', () => {
      const network = build(4);
      const numbers = (seed: number) =>
        tf.tidy(() =>
          Object.entries(initializeNetwork(network, createRandom(seed)).parameters).map(([name, tensor]) => [
            name,
            [...tensor.dataSync()],
          ]),
        );
      const why = 'draw initial parameters from the stream that `initialize` is handed';
      expect(numbers(3), why).toEqual(numbers(3));
      expect(numbers(3), why).not.toEqual(numbers(4));
    });

    it('gives the same in parts as as a whole, wherever it is cut', () => {
      forAllSeeds((network, state, images) => {
        const whole = forward(network, state, images, 'inference').logits;
        for (let cut = 1; cut < network.stages.length; cut++) {
          const features = forward(sliceStages(network, 0, cut), state, images, 'inference').logits;
          const logits = forward(sliceStages(network, cut), state, features, 'inference').logits;
          expect([...logits.dataSync()], 'a stage goes on from its input alone').toEqual([...whole.dataSync()]);
        }
      });
    });

    it("makes a sample's logits from that sample alone in inference, and moves no running statistics there", () => {
      forAllSeeds((network, state, images) => {
        const { logits, buffers } = forward(network, state, images, 'inference');
        const alone = forward(network, state, images.slice([1], [1]), 'inference').logits;
        expectClose(alone, logits.slice([1, 0], [1, -1]), 1e-4);
        for (const name in buffers)
          expect(buffers[name], `buffer ${name} is updated in mode train alone`).toBe(state.buffers[name]);
      });
    });

    it('learns by every one of its parameters', () => {
      const learning = new Set<string>();
      forAllSeeds((network, state, images, random) => {
        for (const [name, gradient] of Object.entries(slopes(network, state, images, 'train', random).gradients)) {
          if (gradient.dataSync().some((value) => value !== 0)) learning.add(name);
        }
      });
      const names = tf.tidy(() => Object.keys(initializeNetwork(build(4), createRandom(0)).parameters));
      expect([...learning].sort(), 'a parameter that no loss reaches is never learned').toEqual(names.sort());
    });

    it.each(modes)('has a directional derivative that is adjoint to its gradient in mode %s', (mode) => {
      forAllSeeds((network, state, images, random) => {
        const { residual, gradients: derived } = slopes(network, state, images, mode, random);
        const tangents = mapNamed(state.parameters, (tensor, name) => normalTensor(tensor.shape, random.split(name)));
        const derivative = directionalDerivative(network, state, images, mode, tangents);
        const [forwards, backwards] = [numberOf(derivative.mul(residual).sum()), innerProduct(derived, tangents)];
        const scale = Math.sqrt(numberOf(residual.square().sum()) * numberOf(derivative.square().sum()));
        expect(
          Math.abs(forwards - backwards),
          'meta gradients need both: use the ops of @ballast/tensor',
        ).toBeLessThanOrEqual(1e-3 * scale + 1e-6);
      });
    });

    it('leaves no tensor behind', () => {
      const network = build(4);
      const { parameters, buffers } = initializeNetwork(network, createRandom(0));
      const images = imagesFrom(createRandom(1));
      expectNoLeaks(() => forward(network, { parameters, buffers }, images, 'inference').logits);
      tf.dispose([images, ...Object.values(parameters), ...Object.values(buffers)]);
    });
  });
}

/** A random residual [B, K], and the gradient of ⟨residual, logits⟩. */
function slopes(network: Network, state: NetworkState, images: Tensor, mode: Mode, random: Random) {
  const residual = normalTensor<Tensor2D>([batchSize, 4], random.split('residual'));
  const total = (parameters: NamedTensors) =>
    forward(network, { ...state, parameters }, images, mode)
      .logits.mul(residual)
      .sum()
      .asScalar();
  return { residual, gradients: gradients(total, state.parameters).gradients };
}

function innerProduct(first: NamedTensors, second: NamedTensors): number {
  const terms = zipNamed(first, second, (a, b) => a.mul(b).sum());
  return Object.values(terms).reduce((sum, term) => sum + numberOf(term), 0);
}

function numberOf(scalar: Tensor): number {
  return scalar.dataSync()[0] ?? Number.NaN;
}
