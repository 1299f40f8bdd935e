import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PluginRegistry } from '@ballast/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandCells } from '../src/cells/cell.ts';
import { fileContents } from '../src/cells/contents.ts';
import { parseConfig } from '../src/config/document.ts';
import { resolveSuite } from '../src/config/resolve.ts';
import { smallRegistry, smallSuite } from './registry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-contents-'));
  for (const part of ['train', 'test']) {
    mkdirSync(join(folder, 'images', part, 'cat'), { recursive: true });
    writeFileSync(join(folder, 'images', part, 'cat/1.png'), 'one');
  }
  writeFileSync(join(folder, 'labels.csv'), 'index,given\n0,0\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ownFiles = smallSuite
  .replace('dataset: digits', 'dataset: { type: image-folder, root: images }')
  .replace('noise: { type: flip2, rate: 0.4 }', 'noise: { type: from-file, file: labels.csv, column: given }');

function idsOf(text: string): string[] {
  const registry = new PluginRegistry(smallRegistry().list(), folder);
  const suite = resolveSuite(parseConfig(text, 'suite.yaml'), registry);
  return expandCells(suite, { backend: 'wasm', threads: 1 }, fileContents(registry)).map(({ id }) => id);
}

describe('the user’s files are a part of a cell’s id', () => {
  it('images by name and size, for every cell', () => {
    const before = idsOf(ownFiles);
    expect(idsOf(ownFiles)).toEqual(before);
    writeFileSync(join(folder, 'images/train/cat/2.png'), 'two');
    expect(idsOf(ownFiles).filter((id) => before.includes(id))).toEqual([]);
  });

  it('labels by their file, for the cells that use it', () => {
    const before = idsOf(ownFiles);
    writeFileSync(join(folder, 'labels.csv'), 'index,given\n0,1\n');
    expect(idsOf(ownFiles).filter((id) => before.includes(id))).toHaveLength(before.length / 2);
  });

  it('pretrained weights by every byte of their file', () => {
    const weights = join(folder, 'weights.safetensors');
    const pretrained = smallSuite.replace(
      '{ type: mlp, hidden: [8] }',
      '{ type: resnet50, weights: weights.safetensors }',
    );
    const versions = [undefined, 'abcd', 'abce', 'abcd'].map((content) => {
      if (content !== undefined) writeFileSync(weights, content);
      return idsOf(pretrained);
    });
    expect(versions[3]).toEqual(versions[1]);
    expect(new Set(versions.slice(0, 3).flat()).size).toBe(3 * versions[0]!.length);
  });

  it('not where a data set is all in its options', () => {
    const registry = smallRegistry();
    const suite = resolveSuite(parseConfig(smallSuite, 'suite.yaml'), registry);
    const [cell] = expandCells(suite, { backend: 'wasm', threads: 1 }, fileContents(registry));
    expect(cell?.config.task.contents).toBeUndefined();
  });
});
