/** Packages that a plugin's files import, of those that a manifest has to name. */
export function importedPackages(text: string): string[] {
  const imports = [...text.matchAll(/from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, name]) => name as string);
  return [...new Set(imports)].filter((name) => !name.startsWith('node:')).sort();
}

/** What the test imports besides. */
export function onlyInTests(test: string, used: readonly string[]): string[] {
  return importedPackages(test).filter((name) => !used.includes(name));
}
