"""Logits of an exported multilayer perceptron for one image, with Python's standard library alone.

forwardMlp.py FOLDER BYTES: BYTES is a JSON list, [height * width * channels], row by row.
"""

import json
import struct
import sys
from pathlib import Path


def tensors(file):
    """A safetensors file: header length (64 bits, little-endian), JSON header, raw values."""
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__")
    found = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        found[name] = (entry["shape"], struct.unpack(f"<{(end - begin) // 4}f", data[begin:end]))
    return found


def dense(values, kernel, bias):
    (_, columns), weights = kernel
    return [
        sum(value * weights[row * columns + column] for row, value in enumerate(values)) + bias[1][column]
        for column in range(columns)
    ]


folder = Path(sys.argv[1])
about = json.loads((folder / "model.json").read_text())
numbers = tensors(folder / "model.safetensors")
normalise = about["preprocessing"]["normalise"]
channels = about["input"]["channels"]
features = [
    (byte - normalise["mean"][at % channels]) / normalise["standardDeviation"][at % channels]
    for at, byte in enumerate(json.loads(sys.argv[2]))
]
for stage in about["stages"]:
    layer = [numbers[f"parameters/{stage}.{name}"] for name in ("kernel", "bias")]
    features = dense(features, *layer)
    if stage != about["stages"][-1]:
        features = [max(0.0, feature) for feature in features]
print(json.dumps(features))
