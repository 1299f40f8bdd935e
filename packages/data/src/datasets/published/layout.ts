import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  BaseFolder,
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  UserError,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type MissingFile,
  type Plugin,
  type PluginDocs,
} from '@ballast/core';
import { z } from 'zod';
import { loadImageFiles, type LabelledFileParts } from '../../images/loadImageFiles.ts';
import { imageFileOptions, type ImageFileOptions } from '../../images/options.ts';

/** A file or folder of a published data set. */
export interface NeededFile {
  /** As a path that exists or ought to. */
  readonly path: string;
  readonly what: string;
  /** Where people get it; the layout's own source unless given. */
  readonly source?: string;
}

/** Options of layouts that are folders beside the root. */
const furtherFolders = ['testRoot', 'imagenet'] as const;

type Shape = Readonly<Record<string, z.ZodType>>;

/** How the files of a published data set lie and what they say. */
export interface Layout<S extends Shape> {
  readonly id: string;
  readonly docs: PluginDocs;
  /** Where people get it. */
  readonly source: string;
  /** Those that it has besides `root` and what all image files have; `testRoot` and `imagenet`, if any, are folders. */
  readonly options: S;
  /** Lists and folders that must be there; all of their names come from the publisher. */
  needs(root: string, options: z.output<z.ZodObject<S>>): readonly NeededFile[];
  /** @throws UserError naming file and line of what does not fit. */
  read(root: string, options: z.output<z.ZodObject<S>>): Promise<LabelledFileParts>;
}

/** The plugin of a data set that people fetch themselves and lay down as it is published. */
export function publishedDataset<S extends Shape>(layout: Layout<S>): Plugin<'dataset'> {
  type Options = ImageFileOptions & z.output<z.ZodObject<S>> & { readonly root: string };

  @injectable()
  class PublishedDataset implements Dataset {
    constructor(
      @inject(PluginOptions) private readonly options: Options,
      @inject(BaseFolder) private readonly baseFolder: string,
    ) {}

    contents(): string {
      return digestOf(this.needs());
    }

    missing(): readonly MissingFile[] {
      return this.needs()
        .filter(({ path }) => !existsSync(path))
        .map(({ path, what, source = layout.source }) => ({ path, what: `${what}, from ${source}` }));
    }

    async load(context: DatasetContext): Promise<ImageDataset> {
      requireAll(layout.id, this.missing());
      return loadImageFiles(await layout.read(this.root(), this.located()), this.options, context);
    }

    private needs(): readonly NeededFile[] {
      return layout.needs(this.root(), this.located());
    }

    private root(): string {
      return resolve(this.baseFolder, this.options.root);
    }

    /** The options with further folders as whole paths. */
    private located(): Options {
      const given = this.options as Readonly<Record<string, unknown>>;
      const paths = furtherFolders.flatMap((name) => {
        const folder = given[name];
        return typeof folder === 'string' ? [[name, resolve(this.baseFolder, folder)] as const] : [];
      });
      return Object.assign({}, this.options, Object.fromEntries(paths));
    }
  }

  return definePlugin({
    kind: 'dataset',
    id: layout.id,
    docs: layout.docs,
    options: z.strictObject({
      root: z.string().describe(`The folder as it is published (${layout.source}), from the suite file.`),
      ...layout.options,
      ...imageFileOptions,
    }),
    use: PublishedDataset,
  });
}

/** Of the lists' names and sizes: whoever changes an image changes no label. */
function digestOf(files: readonly NeededFile[]): string {
  const hash = createHash('sha256');
  for (const { path } of files) {
    const status = statSync(path, { throwIfNoEntry: false });
    hash.update(`${path} ${status?.isFile() === true ? String(status.size) : ''}\n`);
  }
  return hash.digest('hex');
}

function requireAll(id: string, missing: readonly MissingFile[]): void {
  const [first] = missing;
  if (first === undefined) return;
  const more = missing.length > 1 ? ` ${String(missing.length - 1)} more are missing.` : '';
  throw new UserError({
    what: `${id} lacks ${first.what}.${more}`,
    where: first.path,
    fix: '`ballast data check SUITE` lists all that is missing and where to put it.',
  });
}
