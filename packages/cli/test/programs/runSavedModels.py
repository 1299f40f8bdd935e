"""What SavedModels say about images, by TensorFlow alone.

runSavedModels.py < {"folders": [...], "shape": [count, height, width, channels], "bytes": [...]}
prints a JSON object: of every folder the logits and the probabilities, [count][classes].
"""

import json
import sys

import numpy
import tensorflow

request = json.load(sys.stdin)
images = numpy.array(request["bytes"], dtype=numpy.uint8).reshape(request["shape"])


def answers(folder):
    model = tensorflow.saved_model.load(folder)
    outputs = model.signatures["serving_default"](images=tensorflow.constant(images))
    return {name: tensor.numpy().tolist() for name, tensor in outputs.items()}


print(json.dumps({folder: answers(folder) for folder in request["folders"]}))
