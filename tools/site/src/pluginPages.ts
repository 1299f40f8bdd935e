import { discoverPlugins, optionsSchema, type InstalledPlugin } from '@ballast/core';

interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  /** Of an option that is itself a plugin. */
  readonly pluginKind?: string;
}

/** A page in Markdown on all plugins that the workspace's config names: kind, name, summary, paper, options. */
export async function pluginPage(workspace: string): Promise<string> {
  const { registry } = await discoverPlugins(workspace);
  const kinds = [...new Set(registry.list().map(({ plugin }) => plugin.kind))].sort();
  const ofKind = (kind: string): InstalledPlugin[] => registry.list().filter(({ plugin }) => plugin.kind === kind);
  const sections = kinds.map((kind) => [`## ${kind}`, '', ...ofKind(kind).map(describe)]);
  return [
    '---',
    'title: Plugins',
    '---',
    '# Plugins',
    '',
    'What `ballast plugins` lists: every kind, name and option that a suite may use.',
    '',
    ...sections.flat(),
  ].join('\n');
}

function describe({ plugin, source }: InstalledPlugin): string {
  const { properties = {} } = optionsSchema(plugin) as { properties?: Readonly<Record<string, OptionSchema>> };
  const { summary, paper } = plugin.docs;
  const rows = Object.entries(properties).map(([name, option]) => rowOf(name, option));
  const table = ['| option | type | default | meaning |', '| --- | --- | --- | --- |', ...rows];
  const paragraphs = [
    `### ${plugin.id}`,
    `${summary}${paper === undefined ? '' : ` _${paper}._`} From \`${source}\`.`,
    rows.length === 0 ? 'It has no options.' : table.join('\n'),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function rowOf(name: string, option: OptionSchema): string {
  const type =
    option.pluginKind === undefined ? (option.enum ?? [option.type ?? 'any']).flat() : [`${option.pluginKind} plugin`];
  const fallback = option.default === undefined ? '' : `\`${JSON.stringify(option.default)}\``;
  return `| ${[`\`${name}\``, type.map(String).join(' or '), fallback, option.description ?? ''].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
