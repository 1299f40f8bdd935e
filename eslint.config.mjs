import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Packages point one way: each may use only the ones named here. */
const mayUse = {
  core: [],
  tensor: ['core'],
  models: ['core', 'tensor'],
  data: ['core'],
  training: ['core', 'tensor', 'data'],
  suite: ['core', 'tensor', 'models', 'data', 'training'],
  report: ['core', 'training', 'suite'],
  testing: ['core', 'tensor', 'data', 'models', 'training'],
  mlflow: [],
  scaffold: ['core'],
  cli: ['core', 'tensor', 'models', 'data', 'training', 'suite', 'report', 'scaffold'],
};

const scopes = Object.keys(mayUse);
const depConstraints = [
  ...scopes.map((scope) => ({
    sourceTag: `scope:${scope}`,
    onlyDependOnLibsWithTags: [...mayUse[scope], scope].map((name) => `scope:${name}`),
  })),
  // A plugin stands on packages, never on another plugin.
  { sourceTag: 'type:plugin', onlyDependOnLibsWithTags: scopes.map((scope) => `scope:${scope}`) },
];

/** The project graph does not tell tests from sources, and the tests of these read their goldens through `testing`. */
const usedInTestsBelow = ['tensor', 'models', 'data', 'training'].map((name) => [
  '@ballast/testing',
  `@ballast/${name}`,
]);

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/templates/**',
      'results/**',
      'data/**',
      '.nx/**',
      '.cache/**',
      '**/*.mjs',
      '**/*.d.mts',
      '**/*.config.ts',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from the seeded Random of @ballast/core.' },
        ...['randomNormal', 'randomUniform', 'truncatedNormal', 'multinomial', 'randomStandardNormal', 'dropout'].map(
          (property) => ({ object: 'tf', property, message: 'Draw from the seeded Random of @ballast/core.' }),
        ),
      ],
      // Interfaces of contracts have members that an implementation may leave without state.
      '@typescript-eslint/class-methods-use-this': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['**/src/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints, ignoredCircularDependencies: usedInTestsBelow }],
    },
  },
  {
    // Tests reach what is measured, and may try any package together with any plugin.
    files: ['**/test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
