import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** verify.mjs FOLDER ROOT: the binding in FOLDER loads, computes, and shares the tensors of ROOT's tfjs. */
const [folder, root] = process.argv.slice(2);
const tf = createRequire(join(root, 'package.json'))('@tensorflow/tfjs');
const native = createRequire(join(folder, 'package.json'))('@tensorflow/tfjs-node-gpu');

assert.equal(native.Tensor, tf.Tensor, 'two copies of tfjs are loaded');
assert.equal(tf.getBackend(), 'tensorflow');
const product = tf.matMul([[1, 2]], [[3], [4]]);
assert.ok(product instanceof native.Tensor);
assert.deepEqual([...product.dataSync()], [11]);
console.log(`TensorFlow ${tf.backend().binding.TF_Version} loads and computes.`);
