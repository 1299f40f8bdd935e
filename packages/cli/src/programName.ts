/** How a person called this program, for the commands that messages name. */
export function programName(): string {
  return process.env['npm_lifecycle_event'] === undefined ? 'ballast' : 'npm run ballast --';
}
