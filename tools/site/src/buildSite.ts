import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Application, Logger, LogLevel, OptionDefaults } from 'typedoc';
import { pluginPage } from './pluginPages.ts';

const workspace = resolve(import.meta.dirname, '..', '..', '..');

/**
 * The docs site as static HTML that asks no network for anything: the pages of `docs`, the plugins with their options,
 * and the interfaces of all packages from their doc comments.
 * @returns what was wrong with it: broken links, pages that could not be read.
 */
export async function buildSite(folder: string): Promise<readonly string[]> {
  // TypeDoc looks for pages below one folder.
  mkdirSync(join(workspace, '.cache'), { recursive: true });
  const generated = mkdtempSync(join(workspace, '.cache', 'site-'));
  try {
    const plugins = join(generated, 'plugins.md');
    writeFileSync(plugins, await pluginPage(workspace));
    const application = await Application.bootstrap({
      name: 'Ballast',
      entryPoints: packages().map((name) => join(workspace, 'packages', name, 'src', 'index.ts')),
      tsconfig: join(workspace, 'tsconfig.json'),
      basePath: workspace,
      displayBasePath: workspace,
      readme: join(workspace, 'README.md'),
      projectDocuments: [...markdown('docs'), ...markdown('docs/methods'), plugins],
      highlightLanguages: [...OptionDefaults.highlightLanguages, 'python'],
      excludeExternals: true,
      excludePrivate: true,
      skipErrorChecking: true,
      disableSources: true,
      disableGit: true,
      validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false },
      logLevel: 'Warn',
      // Lists of MLflow's words that only its types are made of.
      externalSymbolLinkMappings: { '@ballast/mlflow-ts-client': { '*': '#' } },
    });
    const logger = new ProblemLog();
    application.logger = logger;
    const project = await application.convert();
    if (project === undefined) return [...logger.problems, 'The sources could not be read.'];
    application.validate(project);
    await application.generateDocs(project, folder);
    return logger.problems;
  } finally {
    rmSync(generated, { recursive: true, force: true });
  }
}

function packages(): string[] {
  return readdirSync(join(workspace, 'packages')).filter((name) => name !== 'cli');
}

function markdown(folder: string): string[] {
  const names = readdirSync(join(workspace, folder)).filter((name) => name.endsWith('.md'));
  return names.map((name) => join(workspace, folder, name));
}

/** Keeps what is wrong and prints nothing. */
class ProblemLog extends Logger {
  readonly problems: string[] = [];

  override log(message: string, level: LogLevel): void {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.problems.push(message);
  }
}
