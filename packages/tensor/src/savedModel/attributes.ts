import type { DataType } from '@tensorflow/tfjs-core';
import { bytesField, floatField, integerField, integersField, textField, type Bytes } from '../compile/wire.ts';

/** TensorFlow's numbers of types (types.proto). */
export const typeCodes: Readonly<Record<DataType, number>> & { readonly uint8: number } = {
  float32: 1,
  uint8: 4,
  int32: 3,
  string: 7,
  complex64: 8,
  bool: 10,
};

/** The values of a node's attributes (attr_value.proto). */
export const values = {
  type: (dtype: DataType): Bytes => integerField(6, typeCodes[dtype]),
  integer: (value: number): Bytes => integerField(3, value),
  float: (value: number): Bytes => floatField(4, value),
  flag: (value: boolean): Bytes => integerField(5, value ? 1 : 0),
  text: (value: string): Bytes => textField(2, value),
  integers: (list: readonly number[]): Bytes => bytesField(1, integersField(3, list)),
};
