import type { OpAttribute, TensorFlowBinding } from '../native/binding.ts';
import type { Graph, GraphConstant, GraphNode, Placeholder, TensorType } from './graph.ts';
import {
  bytesField,
  concatenate,
  floatField,
  floatsField,
  integerField,
  integersField,
  textField,
  type Bytes,
} from './wire.ts';

export const graphTag = 'step';

/** What the graph's ops mean: that of TensorFlow 2.9, the oldest that tfjs-node comes with. */
const producerVersion = 1087;

/** A graph in TensorFlow's file format: SavedModel, saved_model.proto and the messages that it is made of. */
export function savedModel(binding: TensorFlowBinding, { placeholders, constants, nodes }: Graph): Bytes {
  const definitions = [
    ...placeholders.map((placeholder) => placeholderNode(placeholder)),
    ...constants.map((constant) => constantNode(constant)),
    ...nodes.map((node) => operationNode(binding, node)),
  ];
  const versions = bytesField(4, integerField(1, producerVersion));
  const graph = bytesField(2, ...definitions.map((definition) => bytesField(1, definition)), versions);
  const information = bytesField(1, textField(4, graphTag));
  return concatenate([integerField(1, 1), bytesField(2, information, graph)]);
}

/** Of unknown shape: a graph with known shapes is rewritten further, so that its sums are taken in another order. */
function placeholderNode({ name, dtype }: Placeholder): Bytes {
  return nodeDefinition(name, 'Placeholder', [], [attribute('dtype', integerField(6, dtype))]);
}

export function constantNode(constant: GraphConstant): Bytes {
  const { name, dtype } = constant;
  const tensor = concatenate([
    integerField(1, dtype),
    bytesField(2, shapeMessage(constant)),
    bytesField(4, new Uint8Array(constant.bytes)),
  ]);
  const attributes = [attribute('dtype', integerField(6, dtype)), attribute('value', bytesField(8, tensor))];
  return nodeDefinition(name, 'Const', [], attributes);
}

function operationNode(binding: TensorFlowBinding, { name, op, inputs, attributes }: GraphNode): Bytes {
  const encoded = attributes.map((given) => attribute(given.name, attributeValue(binding, given)));
  return nodeDefinition(name, op, inputs, encoded);
}

export function nodeDefinition(
  name: string,
  op: string,
  inputs: readonly string[],
  attributes: readonly Bytes[],
): Bytes {
  return concatenate([
    textField(1, name),
    textField(2, op),
    ...inputs.map((input) => textField(3, input)),
    ...attributes,
  ]);
}

export function attribute(name: string, value: Bytes): Bytes {
  return bytesField(5, textField(1, name), bytesField(2, value));
}

function attributeValue(binding: TensorFlowBinding, { name, type, value }: OpAttribute): Bytes {
  if (type === binding.TF_ATTR_STRING) return textField(2, String(value));
  if (type === binding.TF_ATTR_SHAPE) return bytesField(7, shapeMessage({ shape: value as readonly number[] }));
  const isList = Array.isArray(value);
  const numbers = (isList ? (value as readonly number[]) : [value]).map(Number);
  // The same message numbers a single value and the list of such values.
  const list = (field: Bytes): Bytes => bytesField(1, field);
  const [number = 0] = numbers;
  switch (type) {
    case binding.TF_ATTR_INT:
      return isList ? list(integersField(3, numbers)) : integerField(3, number);
    case binding.TF_ATTR_FLOAT:
      return isList ? list(floatsField(4, numbers)) : floatField(4, number);
    case binding.TF_ATTR_BOOL:
      return isList ? list(integersField(5, numbers)) : integerField(5, number);
    case binding.TF_ATTR_TYPE:
      return integerField(6, number);
    default:
      throw new Error(`The attribute "${name}" has a type that no graph was written with: ${String(type)}.`);
  }
}

export function shapeMessage({ shape }: Pick<TensorType, 'shape'>): Bytes {
  return concatenate(shape.map((size) => bytesField(2, integerField(1, size))));
}
