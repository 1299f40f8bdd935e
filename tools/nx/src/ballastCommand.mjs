/** The `ballast` command, from the workspace's root. */
export const ballastScript = 'packages/cli/bin/ballast.mjs';
