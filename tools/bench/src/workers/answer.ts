import { createInterface } from 'node:readline';

export type Answers = Readonly<Record<string, (question: Readonly<Record<string, unknown>>) => unknown>>;

/** Answers the lines of standard input, one after another, each by what its `do` names. */
export async function answerQuestions(answers: Answers): Promise<void> {
  for await (const line of createInterface(process.stdin)) {
    const question = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const answer = await answers[String(question['do'])]?.(question);
    process.stdout.write(`{"answer":${JSON.stringify(answer ?? null)}}\n`);
  }
}

/** Milliseconds. */
export function timeOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
