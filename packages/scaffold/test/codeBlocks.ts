/** A code block of a page that says which file it is: ```` ```ts src/index.ts ````. */
export interface CodeBlock {
  readonly file: string;
  readonly text: string;
}

/** The code blocks of a Markdown page that name a file, in their order. */
export function fileBlocks(page: string): CodeBlock[] {
  const blocks = page.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms);
  return [...blocks].map(([, file, text]) => ({ file: file as string, text: text as string }));
}

/** The lines of the shell blocks of a page, in their order. */
export function shellLines(page: string): string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text]) => (text as string).trimEnd().split('\n'));
}
