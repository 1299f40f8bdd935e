import type { Random, Sampler, SamplingTask } from '@ballast/core';

export interface Grouping {
  /** Samples in a group. */
  readonly groupSize: number;
  /** The most groups in a batch. */
  readonly groupsPerBatch: number;
}

/**
 * A sampler's order as groups of samples of one given class, one after another: a group stands where its last sample
 * stood. So that no batch cuts one, there are as many groups as make batches of equal size: an incomplete group is
 * filled up with other samples of its class, and some groups may come twice.
 */
export function groupedSampler(sampler: Sampler, grouping: Grouping): Sampler {
  return {
    epochOrder: (task) => {
      const random = task.random.split('groups');
      const groups = groupsOf(sampler.epochOrder(task), task, { ...grouping, random });
      return Int32Array.from([...groups, ...repeated(groups, grouping.groupsPerBatch, random)].flat());
    },
  };
}

type Groups = readonly (readonly number[])[];

function groupsOf(
  order: Int32Array,
  { givenLabels, classCount }: SamplingTask,
  { groupSize, random }: Grouping & { readonly random: Random },
): Groups {
  const complete: number[][] = [];
  const open = Array.from({ length: classCount }, (): number[] => []);
  const members = Array.from({ length: classCount }, (): number[] => []);
  for (const position of order) {
    const label = givenLabels[position] as number;
    const group = open[label] as number[];
    members[label]?.push(position);
    group.push(position);
    if (group.length === groupSize) complete.push(open.splice(label, 1, [])[0] as number[]);
  }
  const incomplete = open.flatMap((group, label) => {
    if (group.length === 0) return [];
    const others = members[label] as number[];
    const missing = Array.from({ length: groupSize - group.length }, () => others[random.integer(others.length)]);
    return [[...group, ...(missing as number[])]];
  });
  return [...complete, ...incomplete];
}

/** Groups that have to come twice for all batches to have as many. */
function repeated(groups: Groups, groupsPerBatch: number, random: Random): Groups {
  const batches = Math.ceil(groups.length / groupsPerBatch);
  const missing = batches === 0 ? 0 : batches * Math.ceil(groups.length / batches) - groups.length;
  return Array.from(random.permutation(groups.length).subarray(0, missing), (place) => groups[place] as number[]);
}
