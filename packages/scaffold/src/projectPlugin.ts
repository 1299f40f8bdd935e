import { importedPackages, onlyInTests } from './packages.ts';
import { pluginFiles, type PluginRequest } from './pluginFiles.ts';

const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  types: ['node'],
  experimentalDecorators: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
};

/** What only tests and builds need. */
const tools = { '@types/node': '^20.19.0', typescript: '^6.0.3', vitest: '^4.1.0' };

/**
 * The files of a plugin in a package of its own, by path in its folder: `npm test` checks the contract, `npm pack`
 * makes a tarball that installs beside any Ballast.
 * @param version of Ballast, which the package asks for.
 */
export function projectPlugin(request: PluginRequest, version: string): Record<string, string> {
  const { source, test, page } = pluginFiles(request);
  const used = importedPackages(source);
  const ours = used.filter((name) => name.startsWith('@ballast/'));
  const ofBallast = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `^${version}`]));
  const forTests = onlyInTests(test, used).filter((name) => name.startsWith('@ballast/'));
  const manifest = {
    name: `ballast-plugin-${request.name}`,
    version: '0.1.0',
    type: 'module',
    keywords: ['ballast-plugin'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    files: ['dist', 'README.md'],
    scripts: { test: 'vitest run', build: 'tsc', prepack: 'npm run build' },
    peerDependencies: ofBallast(ours),
    dependencies: Object.fromEntries(
      used.filter((name) => !ours.includes(name)).map((name) => [name, thirdParty[name]]),
    ),
    devDependencies: { ...ofBallast([...ours, ...forTests]), ...tools },
  };
  const tsconfig = {
    compilerOptions: { ...compilerOptions, declaration: true, rootDir: 'src', outDir: 'dist' },
    include: ['src'],
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(tsconfig, null, 2)}\n`,
    'src/index.ts': source,
    'test/contract.test.ts': test.replace('../src/index.ts', '../src/index.js'),
    'README.md': page,
    '.gitignore': 'node_modules/\ndist/\n*.tgz\n',
  };
}

/** Those that Ballast itself stands on: a plugin has to use the same. */
const thirdParty: Readonly<Record<string, string>> = { '@tensorflow/tfjs-core': '4.22.0', zod: '^4.6.7' };
