import { computeParts } from './computeParts.mjs';

/** One cell or phase; Nx takes this when batches are switched off. */
export async function compute(options, { root }) {
  const outcome = await computeParts([options], root);
  return { success: outcome.finished.has(nameOf(options)) };
}

/**
 * All cells and phases that are neither in Nx's cache nor waiting for others: one run of Ballast for each suite, whose
 * launcher keeps the machine busy with them.
 */
export async function* computeBatch(_taskGraph, inputs, _overrides, { root }) {
  const bySuite = groupBySuite(inputs);
  for (const tasks of bySuite.values()) {
    const startTime = Date.now();
    const { finished, message } = await computeParts(
      tasks.map(([, options]) => options),
      root,
    );
    for (const [task, options] of tasks) {
      const success = finished.has(nameOf(options));
      yield { task, result: { success, terminalOutput: success ? '' : message, startTime, endTime: Date.now() } };
    }
  }
}

function groupBySuite(inputs) {
  const groups = new Map();
  for (const entry of Object.entries(inputs)) {
    const { suite } = entry[1];
    groups.set(suite, [...(groups.get(suite) ?? []), entry]);
  }
  return groups;
}

function nameOf({ cell, phase }) {
  return cell ?? phase;
}
