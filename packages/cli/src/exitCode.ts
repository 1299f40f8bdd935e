/** What the process ends with. */
export const ExitCode = {
  success: 0,
  /** A cell failed, or the program itself did. */
  failure: 1,
  /** Something that the user gave is wrong. */
  userError: 2,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
