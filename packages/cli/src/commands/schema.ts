import { Command } from 'commander';
import { dirname, relative, resolve } from 'node:path';

export function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of suite files, with the options of every installed plugin, for editors.')
    .argument('[suite]', 'the suite whose plugins are meant; without it, those of the current folder')
    .option('--output <file>', 'write it there, and say how an editor finds it')
    .action(async (suite: string | undefined, { output }: { output?: string }) => {
      const [{ discoverPlugins }, { findSuiteFile, parseConfig, suiteFileSchema, writeFileAtomically }] =
        await Promise.all([import('@ballast/core'), import('@ballast/suite')]);
      const file = suite === undefined ? undefined : findSuiteFile(suite);
      const folder = file === undefined ? process.cwd() : dirname(file);
      const { registry } = await discoverPlugins(folder, parseConfig);
      const text = `${JSON.stringify(suiteFileSchema(registry), null, 2)}\n`;
      if (output === undefined) {
        process.stdout.write(text);
        return;
      }
      writeFileAtomically(resolve(output), text);
      process.stdout.write(describeUse(relative(folder, resolve(output)), file));
    });
}

function describeUse(schema: string, suite: string | undefined): string {
  const where = suite === undefined ? 'a suite file in this folder' : relative('', suite);
  return `Editors with the YAML language server complete and check ${where} when its first line is\n  # yaml-language-server: $schema=${schema}\n`;
}
