import type { InstalledPlugin } from '@ballast/core';
import { Command } from 'commander';
import pc from 'picocolors';

export function pluginsCommand(): Command {
  return new Command('plugins')
    .description('List the installed plugins: kind, name, options with their defaults, source.')
    .argument('[text]', 'only those whose kind or name contains this')
    .action(async (text: string | undefined) => {
      const { discoverPlugins, optionsSchema } = await import('@ballast/core');
      const { registry, configFile } = await discoverPlugins(process.cwd());
      const chosen = registry
        .list()
        .filter(({ plugin }) => `${plugin.kind} ${plugin.id}`.includes(text ?? ''))
        .toSorted((left, right) => keyOf(left).localeCompare(keyOf(right)));
      const described = chosen.map((entry) => describePlugin(entry, optionsSchema(entry.plugin)));
      process.stdout.write(`${described.join('\n')}\nNamed by ${configFile}\n`);
    });
}

interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  /** Of an option that is itself a plugin. */
  readonly pluginKind?: string;
}

function keyOf({ plugin }: InstalledPlugin): string {
  return `${plugin.kind} ${plugin.id}`;
}

function describePlugin({ plugin, source }: InstalledPlugin, schema: object): string {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, OptionSchema>> };
  const options = Object.entries(properties).map(([name, option]) => `    ${describeOption(name, option)}`);
  return [`${plugin.kind}  ${pc.bold(plugin.id)}  (${source})`, `  ${plugin.docs.summary}`, ...options, ''].join('\n');
}

function typeOf({ type, pluginKind }: OptionSchema): string {
  return pluginKind === undefined ? [type ?? 'any'].flat().join(' | ') : `${pluginKind} plugin`;
}

function describeOption(name: string, option: OptionSchema): string {
  const type = option.enum?.map(String).join(' | ') ?? typeOf(option);
  const fallback = option.default === undefined ? '' : ` = ${JSON.stringify(option.default)}`;
  return [`${name}: ${type}${fallback}`, option.description].filter((part) => part !== undefined).join('  ');
}
