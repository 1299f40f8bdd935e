import { Command } from 'commander';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export function createPluginCommand(): Command {
  return new Command('create-plugin')
    .description(
      'Write a package with a new plugin that keeps the contract of its kind: one source file, one test, one page.',
    )
    .argument('<kind>', 'what it is: loss, weight-net, sampler, noise, …')
    .argument('<name>', 'lower-case words joined by hyphens; what suites will call it')
    .option('--folder <folder>', 'where to write it; without it, a folder of its name')
    .action(async (kind: string, name: string, { folder = name }: { folder?: string }) => {
      const [{ projectPlugin }, { UserError }] = await Promise.all([
        import('@ballast/scaffold'),
        import('@ballast/core'),
      ]);
      const target = resolve(folder);
      const files = projectPlugin({ kind, name }, ownVersion());
      if (existsSync(target)) {
        throw new UserError({
          what: 'the folder is there already.',
          where: target,
          fix: 'Give another one: --folder <folder>.',
        });
      }
      for (const [file, text] of Object.entries(files)) write(join(target, file), text);
      process.stdout.write(nextSteps(relative('', target), name));
    });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function ownVersion(): string {
  const manifest = join(import.meta.dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function nextSteps(folder: string, name: string): string {
  return [
    `${folder}/ holds a plugin "${name}" that keeps its contract. Next:`,
    `  cd ${folder} && npm install && npm test`,
    `  edit src/index.ts; npm test tells what a caller may expect`,
    `  npm pack, install the tarball beside Ballast, and name ballast-plugin-${name} in ballast.config.yaml`,
    '',
  ].join('\n');
}
