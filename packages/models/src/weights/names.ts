/** What another library's state dictionary calls our parameter or buffer `name` of a stage; undefined for what it lacks. */
export type WeightNames = (stage: string, name: string) => string | undefined;

const fields: Readonly<Record<string, string>> = {
  gamma: 'weight',
  beta: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/** PyTorch's name of a field of batch norm. */
export function batchNormNames(field: string): string {
  return fields[field] ?? field;
}

/** PyTorch's name of a field of a convolution or dense layer. */
export function weightOrBias(field: string): string {
  return field === 'kernel' ? 'weight' : field;
}
