import { distance } from 'fastest-levenshtein';

/** Longer texts are no misspelt name, and comparing them takes long. */
const longestName = 200;

/** The known name that `given` most likely meant, or undefined when nothing is near. */
export function nearestName(given: string, known: Iterable<string>): string | undefined {
  if (given.length > longestName) return undefined;
  let best: string | undefined;
  // Below the name's own length: with every letter changed it is another name.
  let bestDistance = Math.min(Math.max(2, Math.floor(given.length / 3)) + 1, Math.max(1, given.length));
  for (const name of known) {
    const gap = distance(given.toLowerCase(), name.toLowerCase());
    if (gap < bestDistance) [best, bestDistance] = [name, gap];
  }
  return best;
}

/** "Did you mean …?" with the whole list behind it, for `Explanation.meant`. */
export function suggestion(given: string, known: Iterable<string>): string {
  const names = [...known].sort();
  const near = nearestName(given, names);
  const list = names.length === 0 ? 'none are known here' : `known: ${names.join(', ')}`;
  return near === undefined ? sentence(list) : `Did you mean "${near}"? (${list})`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
