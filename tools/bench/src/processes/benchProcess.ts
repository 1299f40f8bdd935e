import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { workspace } from '../places.ts';

export interface Command {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A child that answers each line of JSON with one; whatever else it prints on its output is passed over. */
export class BenchProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly errors: string[] = [];
  private waiting: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;

  constructor({ program, parameters, environment }: Command) {
    this.child = spawn(program, parameters, { cwd: workspace, env: { ...process.env, ...environment } });
    createInterface(this.child.stdout).on('line', (line) => {
      if (line.startsWith('{"answer":')) this.settle((JSON.parse(line) as { answer: unknown }).answer);
    });
    this.child.stderr.on('data', (chunk) => {
      this.errors.push(String(chunk));
      this.errors.splice(0, this.errors.length - 50);
    });
    this.child.on('close', (code) => {
      const last = this.errors.join('').trim().split('\n').slice(-12).join('\n');
      this.waiting?.reject(new Error(`${program} ended with code ${String(code)}:\n${last}`));
    });
  }

  /** One question at a time. @throws Error when the process dies over it. */
  ask(question: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  /** Milliseconds of one turn. */
  async run(step: string): Promise<number> {
    return (await this.ask({ do: 'run', step })) as number;
  }

  stop(): void {
    this.child.stdin.end();
    this.child.kill();
  }

  private settle(answer: unknown): void {
    this.waiting?.resolve(answer);
    this.waiting = undefined;
  }
}
