import Ajv from 'ajv';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '@ballast/suite';
import { ballast, workspace } from './support.ts';

let schema: object;
beforeAll(async () => {
  schema = JSON.parse((await ballast(workspace, 'schema')).stdout) as object;
});

/** What a validator says of a suite file; nothing when it is right. */
function complaints(text: string): string[] {
  const validator = new Ajv({ allErrors: true, schemaId: 'auto', unknownFormats: 'ignore' });
  const isValid = validator.validate(schema, parseConfig(text, 'suite.yaml').value);
  return isValid === true
    ? []
    : (validator.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message ?? ''}`);
}

describe('ballast schema', () => {
  const suites = readdirSync(join(workspace, 'experiments')).filter((name) =>
    existsSync(join(workspace, 'experiments', name, 'suite.yaml')),
  );

  it.each(suites)('accepts experiments/%s', (name) => {
    expect(complaints(readFileSync(join(workspace, 'experiments', name, 'suite.yaml'), 'utf8'))).toEqual([]);
  });

  const digits = readFileSync(join(workspace, 'experiments/digits/suite.yaml'), 'utf8');
  it.each([
    ['a misspelt key', 'seeds: [0, 1, 2]', 'sedes: [0, 1, 2]'],
    ['a misspelt option of a plugin', 'gamma: 1', 'gama: 1'],
    ['an unknown plugin', 'type: mlp', 'type: mpl'],
    ['a value of another type', 'epochs: 60\n', 'epochs: many\n'],
  ])('refuses %s', (_, from, to) => {
    expect(digits).toContain(from);
    expect(complaints(digits.replace(from, to))).not.toEqual([]);
  });

  it('describes options with their defaults', () => {
    const { definitions } = schema as { definitions: Record<string, { properties: Record<string, object> }> };
    expect(definitions['method.plain']?.properties['epochs']).toMatchObject({ type: 'integer', default: 200 });
    expect(definitions['method.plain']?.properties['loss']).toMatchObject({ allOf: [{ $ref: '#/definitions/loss' }] });
  });
});
