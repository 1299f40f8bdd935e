/** A key's way down from the root of a config: `['methods', 'focal', 'loss', 'gamma']`. */
export type ConfigPath = readonly (string | number)[];

/** Says where a key of a config stands, e.g. `experiments/digits/suite.yaml:14 methods.focal.loss.gamma`. */
export type Locate = (path: ConfigPath) => string;

/** For configs without a file: the path itself. */
export const locateByPath: Locate = (path) => (path.length === 0 ? 'config' : path.join('.'));

/** The location of keys below `prefix`. */
export function below(locate: Locate, ...prefix: ConfigPath): Locate {
  return (path) => locate([...prefix, ...path]);
}
