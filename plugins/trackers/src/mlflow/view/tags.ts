import { LENGTH_LIMITS, toKey, truncate } from '@ballast/mlflow-ts-client';
import type { SuiteResults } from '@ballast/suite/results';

/** What every run of a suite says of the code that it was last run with. */
export function commonTags({ name, versions, profile }: SuiteResults): Record<string, string> {
  const { commit, ...others } = versions;
  const [packages, tools] = split(Object.entries(others), ([name]) => name.includes('/'));
  return {
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.name': `ballast run ${name}`,
    ...(commit === undefined ? {} : { 'mlflow.source.git.commit': commit }),
    ...(profile === undefined ? {} : { 'ballast.profile': profile }),
    ...Object.fromEntries(tools.map(([name, version]) => [toKey(`ballast.version.${name}`), version])),
    // One tag for all of them: they are many, and mostly of one version.
    ...(packages.length === 0
      ? {}
      : { 'ballast.packages': truncate(packages.map((entry) => entry.join(' ')).join(', '), LENGTH_LIMITS.runTag) }),
  };
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** The description that the interface shows above everything else: Markdown. */
export function note(markdown: string): Record<string, string> {
  return { 'mlflow.note.content': truncate(markdown, LENGTH_LIMITS.runTag) };
}
