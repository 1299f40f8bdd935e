import { isBlock, suggestion, UserError } from '@ballast/core';
import type { ConfigDocument } from './document.ts';
import { layered, partOf, valueAt } from './layers.ts';

/**
 * The suite file as a profile changes it.
 * @throws UserError when the file has no profile of this name.
 */
export function withProfile(document: ConfigDocument, profile: string | undefined): ConfigDocument {
  if (profile === undefined) return document;
  const names = profileNames(document);
  if (names.includes(profile)) return layered(document, partOf(document, ['profiles', profile]));
  throw new UserError({
    what: `this suite has no profile "${profile}".`,
    where: document.locate(['profiles']),
    meant: suggestion(profile, names),
  });
}

export function profileNames({ value }: ConfigDocument): string[] {
  const profiles = valueAt(value, ['profiles']);
  return isBlock(profiles) ? Object.keys(profiles) : [];
}

/** The profile that applies where none is named. */
export function defaultProfile({ value }: ConfigDocument): string | undefined {
  const name = valueAt(value, ['defaultProfile']);
  return typeof name === 'string' ? name : undefined;
}
