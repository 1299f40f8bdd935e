import { Worker } from 'node:worker_threads';
import type { BatchPlan } from './prepareBatch.mjs';

type Images = Float32Array<ArrayBuffer>;

type BatchReply = { readonly id: number } & ({ readonly images: Images } | { readonly error: string });

interface Waiting {
  readonly resolve: (images: Images) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread that prepares batches in the order in which they are asked for. It keeps the process alive only while
 * somebody waits for a batch.
 */
class BatchThread {
  private readonly worker = new Worker(new URL('./batchWorker.mjs', import.meta.url), { execArgv: [] });
  private readonly waiting = new Map<number, Waiting>();
  private jobs = 0;

  constructor(private readonly onEnd: () => void) {
    this.worker.unref();
    this.worker.on('message', (reply: BatchReply) => {
      this.settle(reply);
    });
    this.worker.on('error', (error) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.worker.on('exit', (code) => {
      this.fail(new Error(`The thread that prepares batches ended with code ${String(code)}.`));
    });
  }

  /** `images` moves to the thread and comes back as the result; the array that was handed over is empty then. */
  prepare(plan: BatchPlan, images: Images): Promise<Images> {
    const id = this.jobs++;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, plan, images }, [images.buffer]);
    });
  }

  private settle(reply: BatchReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.worker.unref();
    if ('images' in reply) waiting?.resolve(reply.images);
    else waiting?.reject(new Error(reply.error));
  }

  private fail(error: Error): void {
    this.onEnd();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

let thread: BatchThread | undefined;

/** The one thread of this process, started when it is first needed. */
export function batchThread(): BatchThread {
  if (thread !== undefined) return thread;
  const started = new BatchThread(() => {
    if (thread === started) thread = undefined;
  });
  return (thread = started);
}
