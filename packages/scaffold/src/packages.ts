/** Packages that a plugin's files import, of those that a manifest has to name. */
export function importedPackages(text: string): string[] {
  const imports = [...text.matchAll(/from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, name]) => name as string);
  return [...new Set(imports)].sort();
}
