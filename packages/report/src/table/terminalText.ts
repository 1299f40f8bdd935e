import { stripVTControlCharacters } from 'node:util';

/** Characters that a terminal shows, styling left out. */
export function displayWidth(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Labels come from configs: none may break a line or steer the terminal. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

/** Breaks between words; a word longer than the width stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
