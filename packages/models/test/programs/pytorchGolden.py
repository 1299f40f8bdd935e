"""Writes a network of torchvision or timm with random weights, a few images and their logits.

pytorchGolden.py LIBRARY NAME SIZE FOLDER: weights.npz, weights.safetensors, images.bin, logits.bin (float32, [2, 3, SIZE, SIZE], [2, 5])
"""

import json
import struct
import sys

import numpy
import torch

library, name, size, folder = sys.argv[1:]
size = int(size)
torch.manual_seed(0)
if library == "timm":
    import timm

    network = timm.create_model(name, num_classes=5)
else:
    import torchvision

    network = getattr(torchvision.models, name)(weights=None, num_classes=5)
if name == "vgg19_bn":
    # Features of 1×1 as they are, and small dense layers.
    network.avgpool = torch.nn.Identity()
    network.classifier[0] = torch.nn.Linear(512, 16)
    network.classifier[3] = torch.nn.Linear(16, 16)
    network.classifier[6] = torch.nn.Linear(16, 5)
# Running statistics and scales that are not those of a fresh network.
for module in network.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        torch.nn.init.uniform_(module.weight, 0.5, 1.0)
        torch.nn.init.normal_(module.bias, 0, 0.1)
        torch.nn.init.normal_(module.running_mean, 0, 0.1)
        torch.nn.init.uniform_(module.running_var, 0.5, 2.0)
network.eval()
images = torch.randn(2, 3, size, size)
with torch.no_grad():
    logits = network(images)

arrays = {key: value.numpy() for key, value in network.state_dict().items() if value.dtype == torch.float32}
images.numpy().tofile(f"{folder}/images.bin")
logits.numpy().tofile(f"{folder}/logits.bin")
numpy.savez(f"{folder}/weights.npz", **arrays)
header, end = {}, 0
for key, value in arrays.items():
    header[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [end, end + value.nbytes]}
    end += value.nbytes
text = json.dumps(header).encode()
with open(f"{folder}/weights.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text)
    for value in arrays.values():
        file.write(value.tobytes())
