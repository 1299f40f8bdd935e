"""What SavedModels say about images, by TensorFlow alone.

runSavedModels.py < {"folders": [...], "shape": [count, height, width, channels], "bytes": [...]}
prints a JSON object: of every folder the logits and the probabilities, [count][classes], as the model gives them
("rounded", in single precision) and as its graph gives them when every number is a double ("exact").
"""

import json
import pathlib
import sys

import numpy
import tensorflow
from tensorflow.core.protobuf import saved_model_pb2

request = json.load(sys.stdin)
images = tensorflow.constant(numpy.array(request["bytes"], dtype=numpy.uint8).reshape(request["shape"]))
single, double = tensorflow.float32.as_datatype_enum, tensorflow.float64.as_datatype_enum


def rounded(folder):
    outputs = tensorflow.saved_model.load(folder).signatures["serving_default"](images=images)
    return {name: tensor.numpy().tolist() for name, tensor in outputs.items()}


def exact(folder):
    file = pathlib.Path(folder, "saved_model.pb")
    graph = saved_model_pb2.SavedModel.FromString(file.read_bytes()).meta_graphs[0].graph_def
    for node in graph.node:
        make_double(node)
    function = tensorflow.compat.v1.wrap_function(lambda: tensorflow.import_graph_def(graph, name=""), [])
    names = ["logits", "probabilities"]
    tensors = [function.graph.get_tensor_by_name(f"{name}:0") for name in names]
    outputs = function.prune(function.graph.get_tensor_by_name("images:0"), tensors)(images)
    return {name: tensor.numpy().tolist() for name, tensor in zip(names, outputs)}


def make_double(node):
    for value in node.attr.values():
        if value.type == single:
            value.type = double
    if node.op == "Const" and node.attr["value"].tensor.dtype == single:
        numbers = tensorflow.make_ndarray(node.attr["value"].tensor).astype(numpy.float64)
        node.attr["value"].tensor.CopyFrom(tensorflow.make_tensor_proto(numbers))


answers = {folder: {"rounded": rounded(folder), "exact": exact(folder)} for folder in request["folders"]}
print(json.dumps(answers))
