import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cosmiconfig, defaultLoaders } from 'cosmiconfig';
import { z } from 'zod';
import { locateByPath, type Locate } from '../config/location.ts';
import { validate } from '../config/validate.ts';
import { UserError } from '../errors.ts';
import type { Plugin } from './definePlugin.ts';
import { PluginRegistry, type InstalledPlugin } from './registry.ts';

const BallastConfig = z.strictObject({
  plugins: z
    .array(z.string())
    .describe('Packages, or files relative to this config, whose default export is a plugin or a list of plugins.'),
  tracker: z.unknown().optional().describe('A tracker plugin for every suite that names none of its own.'),
  launcher: z.unknown().optional().describe('Where the phases of every suite run that says nothing of it.'),
});

/** Where discovery found the config, and what it names. */
export interface Installation {
  readonly configFile: string;
  /** Where each key of the config stands. */
  readonly locateConfig: Locate;
  readonly registry: PluginRegistry;
  /** As it is written there, unchecked. */
  readonly tracker: unknown;
  /** As it is written there, unchecked. */
  readonly launcher: unknown;
}

/** A config's value, and where each of its keys stands in the file. */
export interface LocatedConfig {
  readonly value: unknown;
  readonly locate: Locate;
}

/** Reads a YAML or JSON file so that mistakes in it can name their lines. @throws UserError when it is neither. */
export type ReadConfig = (text: string, file: string) => LocatedConfig;

/**
 * Finds `ballast.config.{yaml,json,mjs,ts}` or the `ballast` key of a `package.json` in `folder` or one of its
 * parents, and imports the plugins that it names. Relative paths in options of plugins start from `folder`.
 * @param read without it, mistakes in the config name no line.
 * @throws UserError when there is none, it does not parse, or a plugin cannot be imported.
 */
export async function discoverPlugins(folder: string, read?: ReadConfig): Promise<Installation> {
  const found = await findConfig(folder, read);
  const { plugins, tracker, launcher } = validate(BallastConfig, found.config, found.locate);
  const installed = await Promise.all(
    plugins.map((name, index) => importPlugins(name, found.filepath, found.locate(['plugins', index]))),
  );
  return {
    configFile: found.filepath,
    locateConfig: found.locate,
    registry: new PluginRegistry(installed.flat(), resolve(folder)),
    tracker,
    launcher,
  };
}

interface FoundConfig {
  readonly config: unknown;
  readonly filepath: string;
  readonly locate: Locate;
}

async function findConfig(folder: string, read: ReadConfig | undefined): Promise<FoundConfig> {
  const located = new Map<string, Locate>();
  const load = (file: string, text: string): unknown => {
    if (basename(file) === 'package.json') return defaultLoaders['.json'](file, text) as unknown; // npm's file
    const { value, locate } = (read as ReadConfig)(text, file);
    located.set(file, locate);
    return value;
  };
  const names = ['yaml', 'json', 'mjs', 'ts'].map((extension) => `ballast.config.${extension}`);
  const explorer = cosmiconfig('ballast', {
    searchPlaces: [...names, 'package.json'],
    stopDir: '/',
    searchStrategy: 'global',
    loaders: {
      '.ts': importDefault,
      '.mjs': importDefault,
      ...(read === undefined ? {} : { '.yaml': load, '.json': load }),
    },
  });
  try {
    const found = await explorer.search(resolve(folder));
    if (found !== null && found.isEmpty !== true) {
      const { config, filepath } = found as { config: unknown; filepath: string };
      return { config, filepath, locate: located.get(filepath) ?? ((path) => `${filepath} ${locateByPath(path)}`) };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ what: `the Ballast config cannot be read: ${reason(error)}` }, { cause: error });
  }
  throw new UserError({
    what: 'no Ballast config was found.',
    where: resolve(folder),
    fix: `Write a ${names.join(', ')} or a "ballast" key in package.json, here or in a parent folder: { plugins: ["@ballast/plugin-focal"] }.`,
  });
}

async function importDefault(file: string): Promise<unknown> {
  return ((await import(pathToFileURL(file).href)) as { default: unknown }).default;
}

async function importPlugins(name: string, configFile: string, where: string): Promise<InstalledPlugin[]> {
  const file = resolveModule(name, dirname(configFile));
  if (file === undefined) {
    throw new UserError({
      what: `the plugin package "${name}" is not installed.`,
      where,
      fix: `Install it (npm install ${name}) or remove it from the list.`,
    });
  }
  let exported: unknown;
  try {
    exported = await importDefault(file);
  } catch (error) {
    throw new UserError(
      { what: `the plugin "${name}" cannot be imported: ${reason(error)}`, where: file },
      { cause: error },
    );
  }
  const plugins = Array.isArray(exported) ? (exported as unknown[]) : [exported];
  return plugins.map((plugin) => ({ plugin: assertPlugin(plugin, name, where), source: name }));
}

function assertPlugin(value: unknown, name: string, where: string): Plugin {
  const plugin = value as Partial<Plugin> | null | undefined;
  if (typeof plugin?.kind === 'string' && typeof plugin.id === 'string' && typeof plugin.use === 'function') {
    // What every page, schema and check asks for; an options schema of another zod has no shape at all.
    if (typeof (plugin.options as { shape?: unknown } | undefined)?.shape === 'object') return plugin as Plugin;
    throw new UserError({
      what: `the ${plugin.kind} plugin "${plugin.id}" of "${name}" has no options schema.`,
      where,
      fix: 'Give it `options: z.strictObject({ … })`, empty where there are none.',
    });
  }
  throw new UserError({
    what: `the default export of "${name}" is neither a plugin nor a list of plugins.`,
    where,
    fix: 'Export `default definePlugin({ kind, id, docs, options, use })`.',
  });
}

/** The file of a package or of a path relative to the config; undefined when there is none. */
function resolveModule(name: string, folder: string): string | undefined {
  if (name.startsWith('.') || isAbsolute(name)) {
    const file = resolve(folder, name);
    return existsSync(file) ? file : undefined;
  }
  try {
    return createRequire(join(folder, 'ballast.config.json')).resolve(name);
  } catch {
    return resolveImportOnly(name, folder);
  }
}

/** `require.resolve` passes over packages whose `exports` have no `require` or `default` condition. */
function resolveImportOnly(name: string, folder: string): string | undefined {
  const root = join(folder, 'node_modules', name);
  if (existsSync(join(root, 'package.json'))) {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports?: { '.'?: { import?: string | { default?: string } } };
    };
    const target = manifest.exports?.['.']?.import;
    const entry = typeof target === 'string' ? target : target?.default;
    if (entry !== undefined) return join(root, entry);
  }
  return dirname(folder) === folder ? undefined : resolveImportOnly(name, dirname(folder));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
