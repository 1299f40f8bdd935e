import { execFile } from 'node:child_process';
import { ballastScript } from '../ballastCommand.mjs';

/**
 * One process plans all suites of one backend and number of threads; mostly that is all of them.
 * @param {readonly string[]} folders of the suites
 * @returns {Promise<({ plan: object } | { failure: string })[]>} in the same order
 */
export async function planSuites(folders, workspaceRoot) {
  const answers = new Map();
  for (let open = folders; open.length > 0; open = folders.filter((folder) => !answers.has(folder))) {
    const { lines, error } = await ballastPlan(open, workspaceRoot);
    for (const { path, ...answer } of lines)
      answers.set(path, 'plan' in answer ? { plan: essence(answer.plan) } : answer);
    if (error !== undefined || lines.length === 0)
      answers.set(
        open.find((folder) => !answers.has(folder)),
        { failure: error ?? 'no plan' },
      );
  }
  return folders.map((folder) => answers.get(folder));
}

function ballastPlan(folders, cwd) {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [ballastScript, 'plan', ...folders],
      { cwd, maxBuffer: 2 ** 30 },
      (error, stdout, stderr) => {
        const lines = stdout
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line));
        resolve({ lines, error: error === null ? undefined : stderr.trim() || error.message });
      },
    );
  });
}

/** What targets are made of: names carry the digest of the config. */
function essence({ cells, phases, code, profiles, reads, results }) {
  return {
    ...{ profiles, reads, results },
    cells: cells.map(({ name, phases: own, code: used }) => ({ name, phases: own, code: used })),
    phases: phases.map(({ name, uses, cells: having, code: used }) => ({ name, uses, cells: having, code: used })),
    code: Object.fromEntries(Object.entries(code).map(([name, { root, parts }]) => [name, { root, parts }])),
  };
}
