/** What a server takes in one call. */
export interface BatchLimits {
  readonly metrics: number;
  readonly params: number;
  readonly tags: number;
  /** All three together. */
  readonly entries: number;
  /** Bytes of the JSON body. */
  readonly bytes: number;
}

/** The limits of `runs/log-batch`; the bytes are the documented ones, with room for the frame. */
export const BATCH_LIMITS: BatchLimits = { metrics: 1000, params: 100, tags: 100, entries: 1000, bytes: 950_000 };

/** Lengths in characters (code points). The server cuts longer params and run tags without a word. */
export const LENGTH_LIMITS = {
  key: 250,
  param: 6000,
  runTag: 8000,
  experimentTag: 20_000,
  experimentName: 500,
  datasetDigest: 36,
} as const;

/** Bytes that the server's own upload route takes, where artifacts are not proxied. */
export const SERVER_UPLOAD_LIMIT = 10 * 1024 * 1024;
