import type { z } from 'zod';
import { container as rootContainer, type DependencyContainer } from 'tsyringe';
import { withBlockDefaults } from '../config/blockDefaults.ts';
import { below, type Locate } from '../config/location.ts';
import { validate } from '../config/validate.ts';
import { UserError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import type { Plugin } from './definePlugin.ts';
import { BaseFolder, PluginOptions, tokenOfKind, type PluginKind, type PluginKinds } from './kinds.ts';
import { referencedKind, type PluginReference } from './reference.ts';

/** A plugin with the package or file that brought it. */
export interface InstalledPlugin {
  readonly plugin: Plugin;
  readonly source: string;
}

/** The plugins that a config named, by kind and id. */
export class PluginRegistry {
  private readonly installed = new Map<string, InstalledPlugin>();
  private readonly container = rootContainer.createChildContainer();

  /**
   * @param baseFolder where relative paths in options start from.
   * @throws UserError when two plugins of one kind share an id; the message names both sources.
   */
  constructor(plugins: Iterable<InstalledPlugin>, baseFolder = process.cwd()) {
    this.container.register(BaseFolder, { useValue: baseFolder });
    for (const entry of plugins) this.add(entry);
  }

  private add(entry: InstalledPlugin): void {
    const { kind, id } = entry.plugin;
    const key = keyOf(kind, id);
    const earlier = this.installed.get(key);
    if (earlier !== undefined && earlier.source !== entry.source) {
      throw new UserError({
        what: `two ${kind} plugins are called "${id}": one from ${earlier.source}, one from ${entry.source}.`,
        where: 'plugins',
        fix: 'Remove one of the two from the `plugins` list of the Ballast config.',
      });
    }
    this.installed.set(key, entry);
  }

  list(): readonly InstalledPlugin[] {
    return [...this.installed.values()];
  }

  ids(kind: PluginKind): string[] {
    return this.list()
      .filter(({ plugin }) => plugin.kind === kind)
      .map(({ plugin }) => plugin.id);
  }

  /** @throws UserError with the nearest installed names. */
  find(kind: PluginKind, id: string, locate: Locate): InstalledPlugin {
    const entry = this.installed.get(keyOf(kind, id));
    if (entry !== undefined) return entry;
    throw new UserError({
      what: `no ${kind} plugin is called "${id}".`,
      where: locate(['type']),
      meant: suggestion(id, this.ids(kind)),
      fix: 'Is its package in the `plugins` list of the Ballast config? `ballast plugins` lists what is installed.',
    });
  }

  /**
   * The reference with every default filled in, the plugins inside its options included:
   * what is hashed, stored and handed to `instantiate`.
   * @throws UserError for an unknown plugin, option or value.
   */
  resolve(kind: PluginKind, reference: unknown, locate: Locate): PluginReference {
    const { type, ...options } = asReference(kind, reference, locate, this.ids(kind));
    const { plugin, source } = this.find(kind, type, locate);
    const checked = checkOptions(plugin, source, expandShorthands(plugin, options), locate);
    for (const [name, nestedKind] of referencesOf(plugin)) {
      if (checked[name] === undefined) continue;
      checked[name] = this.resolve(nestedKind, checked[name], below(locate, name));
    }
    return { type, ...checked };
  }

  /** The chosen plugin and those inside its options: what a cell depends on. */
  closure(kind: PluginKind, resolved: PluginReference): InstalledPlugin[] {
    const entry = this.find(kind, resolved.type, () => kind);
    return [entry, ...this.nested(kind, resolved).flatMap((inner) => this.closure(inner.kind, inner.reference))];
  }

  /** The plugins that stand in the options of a resolved reference, not those inside them in turn. */
  nested(kind: PluginKind, resolved: PluginReference): { kind: PluginKind; reference: PluginReference }[] {
    return referencesOf(this.find(kind, resolved.type, () => kind).plugin).flatMap(([name, nestedKind]) =>
      resolved[name] === undefined ? [] : [{ kind: nestedKind, reference: resolved[name] as PluginReference }],
    );
  }

  /**
   * Builds a resolved reference in a child container of its own, where its options and the
   * plugins inside them are bound.
   * @throws UserError showing the chain of dependencies that could not be resolved.
   */
  instantiate<K extends PluginKind>(
    kind: K,
    resolved: PluginReference,
    parent: DependencyContainer = this.container,
  ): PluginKinds[K] {
    const { type, ...options } = resolved;
    const { plugin, source } = this.find(kind, type, () => kind);
    const container = parent.createChildContainer();
    container.register(PluginOptions, { useValue: options });
    for (const [name, nestedKind] of referencesOf(plugin)) {
      if (options[name] === undefined) continue;
      const instance = this.instantiate(nestedKind, options[name] as PluginReference, container);
      container.register(tokenOfKind[nestedKind], { useValue: instance });
    }
    try {
      return container.resolve(plugin.use as new () => PluginKinds[K]);
    } catch (error) {
      throw explainResolution(plugin, source, error);
    }
  }
}

function keyOf(kind: PluginKind, id: string): string {
  return `${kind}/${id}`;
}

/** The options of a plugin that are plugins themselves. */
function referencesOf(plugin: Plugin): [name: string, kind: PluginKind][] {
  return Object.entries(plugin.options.shape).flatMap(([name, schema]) => {
    const kind = referencedKind(schema as Parameters<typeof referencedKind>[0]);
    return kind === undefined ? [] : [[name, kind] as [string, PluginKind]];
  });
}

/** `loss: focal` stands for `loss: { type: focal }`. */
function expandShorthands(plugin: Plugin, options: Record<string, unknown>): Record<string, unknown> {
  const shorthands = referencesOf(plugin).flatMap(([name]) =>
    typeof options[name] === 'string' ? [[name, { type: options[name] }] as const] : [],
  );
  return { ...options, ...Object.fromEntries(shorthands) };
}

/** @throws UserError for what does not fit, and for a schema that fails itself. */
function checkOptions(plugin: Plugin, source: string, options: Record<string, unknown>, locate: Locate) {
  try {
    return validate<z.ZodObject>(plugin.options, withBlockDefaults(plugin.options, options), locate);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      {
        what: `the options schema of the ${plugin.kind} "${plugin.id}" of ${source}: ${error instanceof Error ? error.message : String(error)}.`,
        where: locate([]),
      },
      { cause: error },
    );
  }
}

function asReference(kind: PluginKind, value: unknown, locate: Locate, ids: readonly string[]): PluginReference {
  if (typeof value === 'string') return { type: value };
  if (typeof value === 'object' && value !== null && typeof (value as PluginReference).type === 'string') {
    return value as PluginReference;
  }
  throw new UserError({
    what: `a ${kind} plugin is chosen by its name: \`{ type: … }\`.`,
    where: locate([]),
    meant: `Known: ${[...ids].sort().join(', ')}.`,
  });
}

function explainResolution(plugin: Plugin, source: string, error: unknown): Error {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const missing = /token: "?(?:Symbol\()?([^")]+)\)?"?/.exec(message)?.[1];
  if (missing === undefined) {
    return new UserError(
      { what: `cannot build the ${plugin.kind} "${plugin.id}": its constructor threw "${message}".`, where: source },
      { cause: error },
    );
  }
  const names = Object.values(tokenOfKind).map((token) => (token as symbol).description ?? '');
  return new UserError(
    {
      what: `cannot build the ${plugin.kind} "${plugin.id}": ${plugin.use.name} → ${missing} ✗ (nothing is bound to it).`,
      where: source,
      meant: suggestion(missing, [...names, 'ballast.PluginOptions']),
      fix: 'Every constructor parameter carries @inject(Token); a plugin inside the options is declared there with pluginReference(kind).',
    },
    { cause: error },
  );
}
