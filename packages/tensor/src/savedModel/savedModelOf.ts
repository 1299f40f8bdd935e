import type { NamedTensors } from '@ballast/core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { shapeMessage } from '../compile/savedModel.ts';
import { bytesField, concatenate, integerField, textField, type Bytes } from '../compile/wire.ts';
import { tf } from '../tf.ts';
import { typeCodes, values } from './attributes.ts';
import { GraphWriter } from './graphWriter.ts';
import { GraphTrace } from './trace.ts';

/** A function of images as a program of another language sees it. */
export interface ImageFunction {
  /** [height, width, channels] */
  readonly imageShape: readonly [number, number, number];
  /** From images [B, height, width, channels], numbers from 0 to 255, to tensors whose first axis is B. */
  readonly compute: (images: Tensor4D) => NamedTensors;
}

/** What the ops mean, and who may read them: TensorFlow 2.9, the oldest that tfjs-node comes with. */
const producerVersion = 1087;
const graphTag = 'serve';
const inputName = 'images';

/**
 * `saved_model.pb` of a function of images, on any backend: TensorFlow's format, with all numbers in the graph. Its
 * signature `serving_default` takes `images`, uint8 [B, height, width, channels] for any B, and gives the outputs by
 * their names, float32.
 * @throws UserError for a kernel that the format is not written with
 * @throws Error when the function computes otherwise for another number of images
 */
export function savedModelOf(imageFunction: ImageFunction): Uint8Array {
  const [file, other] = [2, 3].map((samples) => traced(imageFunction, samples)) as [Bytes, Bytes];
  if (Buffer.compare(file, other) !== 0) {
    throw new Error('The function computes otherwise for another number of images, so that no graph serves them all.');
  }
  return file;
}

function traced({ imageShape, compute }: ImageFunction, samples: number): Bytes {
  const graph = new GraphWriter();
  const bytes = graph.placeholder(inputName, typeCodes.uint8);
  const numbers = graph.node('Cast', [bytes], { SrcT: integerField(6, typeCodes.uint8), DstT: values.type('float32') });
  let signature: Bytes = bytesField(
    1,
    entry(inputName, tensorInformation(bytes, typeCodes.uint8, [-1, ...imageShape])),
  );
  tf.tidy(() => {
    const images = tf.zeros<tf.Rank.R4>([samples, ...imageShape]);
    graph.assign(images, numbers);
    const outputs = new GraphTrace(graph).run(() => compute(images));
    const described = Object.entries(outputs).map(([name, tensor]) => output(graph, name, tensor));
    signature = concatenate([signature, ...described, textField(3, 'tensorflow/serving/predict')]);
  });
  return savedModel(graph, signature);
}

/** Named in the graph as in the signature. */
function output(graph: GraphWriter, name: string, tensor: Tensor): Bytes {
  const reference = graph.node('Identity', [graph.reference(tensor)], { T: values.type(tensor.dtype) }, name);
  return bytesField(
    2,
    entry(name, tensorInformation(reference, typeCodes[tensor.dtype], [-1, ...tensor.shape.slice(1)])),
  );
}

/** SavedModel, MetaGraphDef and SignatureDef (saved_model.proto, meta_graph.proto). */
function savedModel(graph: GraphWriter, signature: Bytes): Bytes {
  const versions = bytesField(4, integerField(1, producerVersion));
  const information = bytesField(1, textField(4, graphTag));
  const definition = bytesField(2, ...graph.nodes.map((node) => bytesField(1, node)), versions);
  return concatenate([
    integerField(1, 1),
    bytesField(2, information, definition, bytesField(5, entry('serving_default', signature))),
  ]);
}

function tensorInformation(node: string, dtype: number, shape: readonly number[]): Bytes {
  return concatenate([textField(1, `${node}:0`), integerField(2, dtype), bytesField(3, shapeMessage({ shape }))]);
}

/** Of a map. */
function entry(key: string, value: Bytes): Bytes {
  return concatenate([textField(1, key), bytesField(2, value)]);
}
