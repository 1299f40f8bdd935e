/** @param {string} root of a package or plugin */
export function packageProject(root) {
  const inputs = ['default', '^production', { externalDependencies: ['eslint', 'vitest'] }];
  return {
    targets: {
      lint: { command: `eslint ${root}`, cache: true, inputs },
      test: { command: `vitest run ${root}`, cache: true, inputs },
    },
  };
}
