import { describe, expect, it } from 'vitest';
import { pluginFiles, templateKinds, withPlugin } from '../src/index.ts';

describe('the files of a new plugin', () => {
  it.each(templateKinds())('of kind %s bear its name and nothing of the template', (kind) => {
    const files = Object.values(pluginFiles({ kind, name: 'robust-thing' })).join('\n');
    expect(files).toContain("id: 'robust-thing'");
    expect(files).toContain('class RobustThing');
    expect(files).toContain('# Robust thing');
    expect(files).not.toMatch(/template/i);
  });

  it('takes the words of a kind as people write them', () => {
    expect(pluginFiles({ kind: 'weight net', name: 'a' })).toEqual(pluginFiles({ kind: 'weight-net', name: 'a' }));
  });

  it('names the nearest kind', () => {
    expect(() => pluginFiles({ kind: 'los', name: 'a' })).toThrow(/no kind of plugin "los"[\s\S]*loss/);
  });

  it.each(['Robust', 'robust loss', '../robust', '1st', 'robust-', ''])('refuses the name "%s"', (name) => {
    expect(() => pluginFiles({ kind: 'loss', name })).toThrow(/cannot be the name of a plugin/);
  });
});

describe('a Ballast config', () => {
  it('gets the plugin after its last one', () => {
    const config = "# Plugins.\nplugins:\n  - '@ballast/data'\n  - './mine.ts'\ntracker: none\n";
    expect(withPlugin(config, '@ballast/plugin-x')).toBe(
      "# Plugins.\nplugins:\n  - '@ballast/data'\n  - './mine.ts'\n  - '@ballast/plugin-x'\ntracker: none\n",
    );
  });
});
