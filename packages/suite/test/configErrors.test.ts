import { UserError } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/document.ts';
import { withOverrides } from '../src/config/overrides.ts';
import { resolveSuite } from '../src/config/resolve.ts';
import { smallRegistry, smallSuite } from './registry.ts';

const registry = smallRegistry();

/** What a person reads after changing a line of a right suite. */
function messageAfter(from: string, to: string): string {
  const text = smallSuite.replace(from, to);
  expect(text).not.toBe(smallSuite);
  try {
    resolveSuite(parseConfig(text, 'suite.yaml'), registry);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'no error';
}

describe('a mistake in a suite file is one message: what, where, what was meant, what to do', () => {
  it('accepts the file that the tests change', () => {
    const suite = resolveSuite(parseConfig(smallSuite, 'suite.yaml'), registry);
    expect(suite.variants[0].methods.map(({ method }) => method['epochs'])).toEqual([2, 2]);
  });

  it('misspelt key', () => {
    expect(messageAfter('seeds:', 'sedes:')).toMatchInlineSnapshot(`
      "suite.yaml:5 sedes: there is no option "sedes" here.
        Did you mean "seeds"? (known: $schema, augmentation, axes, corruptions, data, dataset, defaultProfile, description, execution, launcher, limits, methodDefaults, methods, model, only, profiles, published, report, resultsFolder, seeds, selection, title, tracker)"
    `);
  });
  it('misspelt key of a corruption', () => {
    expect(messageAfter('noise: {', 'noize: {')).toMatchInlineSnapshot(`
      "suite.yaml:11 corruptions.noisy.noize: there is no option "noize" here.
        Did you mean "noise"? (known: imbalance, label, noise)"
    `);
  });
  it('misspelt method plugin', () => {
    expect(messageAfter('type: plain, loss: cross', 'type: plian, loss: cross')).toMatchInlineSnapshot(`
      "suite.yaml:16 methods.ce.type: no method plugin is called "plian".
        Did you mean "plain"? (known: plain)
        Is its package in the \`plugins\` list of the Ballast config? \`ballast plugins\` lists what is installed."
    `);
  });
  it('misspelt plugin inside the options of another', () => {
    expect(messageAfter('type: focal', 'type: fokal')).toMatchInlineSnapshot(`
      "suite.yaml:17 methods.focal.loss.type: no loss plugin is called "fokal".
        Did you mean "focal"? (known: cross-entropy, focal)
        Is its package in the \`plugins\` list of the Ballast config? \`ballast plugins\` lists what is installed."
    `);
  });
  it('misspelt option of a plugin', () => {
    expect(messageAfter('gamma: 2', 'gama: 2')).toMatchInlineSnapshot(`
      "suite.yaml:17 methods.focal.loss.gama: there is no option "gama" here.
        Did you mean "gamma"? (known: gamma)"
    `);
  });
  it('misspelt option that every method inherits', () => {
    expect(messageAfter('epochs: 2', 'epochz: 2')).toMatchInlineSnapshot(`
      "suite.yaml:13 methodDefaults.epochz: no method of this suite has an option "epochz".
        Did you mean "epochs"? (known: adjustLogits, batchSize, epochs, loss, optimizer, recordLossCurves, sampler, schedule, trainOn)"
    `);
  });
  it('wrong value that methods inherit', () => {
    expect(messageAfter('epochs: 2', 'epochs: many')).toMatchInlineSnapshot(
      `"suite.yaml:13 methodDefaults.epochs: expected a number, found "many"."`,
    );
  });
  it('misspelt value of an enumeration', () => {
    expect(messageAfter('loss: cross-entropy', 'trainOn: metta')).toMatchInlineSnapshot(`
      "suite.yaml:16 methods.ce.trainOn: "metta" is not one of the allowed values.
        Did you mean "meta"? (known: clean, meta, train, train+meta)"
    `);
  });
  it('misspelt type of an optimizer', () => {
    expect(messageAfter('type: sgd', 'type: sdg')).toMatchInlineSnapshot(`
      "suite.yaml:14 methodDefaults.optimizer.type: "sdg" is not one of the allowed values.
        Did you mean "sgd"? (known: adam, sgd)"
    `);
  });
  it('rate outside [0, 1]', () => {
    expect(messageAfter('rate: 0.4', 'rate: 1.4')).toMatchInlineSnapshot(
      `"suite.yaml:11 corruptions.noisy.noise.rate: rate must be at most 1, got 1.4."`,
    );
  });
  it('imbalance ratio below 1', () => {
    expect(messageAfter('ratio: 4', 'ratio: 0.5')).toMatchInlineSnapshot(
      `"suite.yaml:10 corruptions.noisy.imbalance.ratio: ratio must be at least 1, got 0.5."`,
    );
  });
  it('seeds that are no integers', () => {
    expect(messageAfter('[0, 1]', '[0, 1.5, two]')).toMatchInlineSnapshot(`
      "2 problems:
      - suite.yaml:5 seeds.1: expected a whole number, found 1.5.
      - suite.yaml:5 seeds.2: expected a number, found "two"."
    `);
  });
  it('a seed twice', () => {
    expect(messageAfter('[0, 1]', '[0, 1, 0]')).toMatchInlineSnapshot(
      `"suite.yaml:5 seeds.2: the seed 0 stands here twice."`,
    );
  });
  it('a method twice', () => {
    expect(messageAfter('  focal:', '  ce:')).toMatchInlineSnapshot(`
      "suite.yaml:17: the key "ce" stands here a second time.
        Rename or remove one of the two."
    `);
  });
  it('a name that is no folder', () => {
    expect(messageAfter('clean:', '"a/b":')).toMatchInlineSnapshot(`
      "suite.yaml:7 corruptions.a/b: "a/b" cannot be the name of a folder.
        Use at most 60 letters, digits, dots, hyphens and underscores here, and put the words for people into \`label\`."
    `);
  });
  it('missing model', () => {
    expect(messageAfter('model: { type: mlp, hidden: [8] }\n', '')).toMatchInlineSnapshot(`
      "suite.yaml:1 model: a model plugin is chosen by its name: \`{ type: … }\`.
        Known: inception-resnet-v2, mlp, resnet, resnet50, vgg19-bn, wide-resnet."
    `);
  });
  it('YAML that does not parse', () => {
    expect(messageAfter('[8] }', '[8 }')).toMatchInlineSnapshot(`
      "suite.yaml:4: this is no valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]
        Check indentation, brackets and quotes on this line and the one above."
    `);
  });
  it('a tab as indentation', () => {
    expect(messageAfter('  clean:', '\tclean:')).toMatchInlineSnapshot(`
      "suite.yaml:7: this is no valid YAML: Tabs are not allowed as indentation
        Check indentation, brackets and quotes on this line and the one above."
    `);
  });
  it('an empty file', () => {
    expect(messageAfter(smallSuite, '')).toMatchInlineSnapshot(
      `"suite.yaml:1: expected keys with values, found null."`,
    );
  });
  it.each([
    ['methods.focal.loss=focall', 'argument "methods.focal.loss=focall" methods.focal.loss.type: no loss plugin'],
    ['methods.focal.loss={type: cross-entropy, gamma: 2}', 'methods.focal.loss.gamma: there is no option "gamma"'],
    ['methods.focal.loss.gamma=x', 'argument "methods.focal.loss.gamma=x" methods.focal.loss.gamma: expected a number'],
  ])('an argument that puts it there: %s', (argument, message) => {
    const { document } = withOverrides(parseConfig(smallSuite, 'suite.yaml'), [argument]);
    expect(() => resolveSuite(document, registry)).toThrow(message);
    expect(() => resolveSuite(document, registry)).toThrow(/^argument/);
  });

  it('several mistakes at once', () => {
    const text = smallSuite
      .replace('type: mlp', 'type: mpl')
      .replace('gamma: 2', 'gamma: -2')
      .replace('rate: 0.4', 'rate: 2');
    expect(() => resolveSuite(parseConfig(text, 'suite.yaml'), registry)).toThrowErrorMatchingInlineSnapshot(`
      [UserError: 3 problems:
      - suite.yaml:4 model.type: no model plugin is called "mpl".
          Did you mean "mlp"? (known: inception-resnet-v2, mlp, resnet, resnet50, vgg19-bn, wide-resnet)
          Is its package in the \`plugins\` list of the Ballast config? \`ballast plugins\` lists what is installed.
      - suite.yaml:11 corruptions.noisy.noise.rate: rate must be at most 1, got 2.
      - suite.yaml:17 methods.focal.loss.gamma: gamma must be at least 0, got -2.]
    `);
  });
});
