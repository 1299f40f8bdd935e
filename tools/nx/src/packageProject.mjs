/** The targets of every package and plugin. */
export const packageTargets = ['lint', 'test'];

/** @param {string} root of a package or plugin */
export function packageProject(root) {
  const inputs = ['default', '^production', { externalDependencies: ['eslint', 'vitest'] }];
  const commands = { lint: `eslint ${root}`, test: `vitest run ${root}` };
  return {
    targets: Object.fromEntries(
      packageTargets.map((target) => [target, { command: commands[target], cache: true, inputs }]),
    ),
  };
}
