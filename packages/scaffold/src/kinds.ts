import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suggestion, UserError } from '@ballast/core';

export const templates = join(import.meta.dirname, '..', 'templates');

/** What a plugin may be written from a template for; a kind's words are joined by hyphens. */
export function templateKinds(): string[] {
  return readdirSync(templates, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** @throws UserError when no template is for that kind. */
export function requireKind(kind: string): string {
  const known = templateKinds();
  const asked = kind.trim().replaceAll(' ', '-');
  if (known.includes(asked)) return asked;
  throw new UserError({
    what: `there is no kind of plugin "${kind}".`,
    meant: suggestion(asked, known),
  });
}
