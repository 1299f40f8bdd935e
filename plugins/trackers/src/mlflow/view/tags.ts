import { LENGTH_LIMITS, toKey, truncate } from '@ballast/mlflow-ts-client';
import type { SuiteResults } from '@ballast/suite/results';

/** What every run of a suite says of the code that made it. */
export function commonTags({ name, versions, profile }: SuiteResults): Record<string, string> {
  const { commit, ...packages } = versions;
  return {
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.name': `ballast run ${name}`,
    ...(commit === undefined ? {} : { 'mlflow.source.git.commit': commit }),
    ...(profile === undefined ? {} : { 'ballast.profile': profile }),
    ...Object.fromEntries(
      Object.entries(packages).map(([name, version]) => [toKey(`ballast.version.${name}`), version]),
    ),
  };
}

/** The description that the interface shows above everything else: Markdown. */
export function note(markdown: string): Record<string, string> {
  return { 'mlflow.note.content': truncate(markdown, LENGTH_LIMITS.runTag) };
}
