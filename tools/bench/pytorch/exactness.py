"""The same meta gradient? Reads a problem that Ballast wrote and compares its answer with those of the rivals."""

import json

import torch

import steps

LAYERS = {"stem": 0, "stage1": 1, "stage2": 2, "stage3": 3, "head": 4}
PARTS = {"gamma": "weight", "beta": "bias", "kernel": "weight"}


def read(record):
    return {name: torch.tensor(entry["data"]).reshape(entry["shape"]) for name, entry in record.items()}


def turned(tensor):
    """[height, width, in, out] and [in, out] as PyTorch has them."""
    return tensor.permute(3, 2, 0, 1) if tensor.dim() == 4 else tensor.t()


def network_name(name):
    stage, *rest = name.split(".")
    if stage.startswith("stage"):
        rest[0] = str(int(rest[0].removeprefix("block")) - 1)
    if rest[-1].startswith("conv"):
        rest.append("weight")
    rest[-1] = PARTS.get(rest[-1], rest[-1])
    return ".".join([str(LAYERS[stage]), *rest])


def load_network(network, tensors):
    values = {network_name(name): turned(tensor) if tensor.dim() > 1 else tensor for name, tensor in tensors.items()}
    missing, unexpected = network.load_state_dict(values, strict=False)
    assert not unexpected and all(".bn" in name for name in missing), (missing, unexpected)


def weight_net_values(tensors):
    return {
        name.replace("kernel", "weight"): turned(tensor) if name.endswith("kernel") else tensor
        for name, tensor in tensors.items()
    }


def distances(file, depth):
    """Relative distances of Ballast's and the rivals' meta gradients to that of `higher` in float64."""
    with open(file) as text:
        problem = {name: read(record) for name, record in json.load(text).items()}
    found = {}
    for skipped, key in ((0, "gradient"), (3, "skipping")):
        gradients = {
            "Ballast": [value for _, value in sorted(weight_net_values(problem[key]).items())],
            "higher": gradient_of(steps.higher_gradient, problem, depth, skipped),
            "torch.func": gradient_of(steps.forward_mode_gradient, problem, depth, skipped),
        }
        truth = flat(gradient_of(steps.higher_gradient, problem, depth, skipped, torch.float64))
        for name, gradient in gradients.items():
            found[f"{name}, {skipped} skipped"] = ((flat(gradient) - truth).norm() / truth.norm()).item()
    return found


def gradient_of(rival, problem, depth, skipped, dtype=torch.float32):
    at = steps.learner(depth)
    load_network(at.network, problem["parameters"])
    at.weight_net.load_state_dict(weight_net_values(problem["learned"]))
    for module in (at.network, at.weight_net):
        module.to(dtype)
    for state in at.optimizer.state.values():
        state["momentum_buffer"] = state["momentum_buffer"].to(dtype)
    data = {name: tensor.to(dtype) for name, tensor in problem["data"].items()}
    images = lambda tensor: tensor.permute(0, 3, 1, 2).contiguous()
    batch = steps.batch(len(data["images"]), len(data["meta"]))
    batch.images, batch.meta_images, batch.curves = images(data["images"]), images(data["meta"]), data["curves"]
    names = [name for name, _ in at.weight_net.named_parameters()]
    return [value for _, value in sorted(zip(names, rival(at, batch, skipped)))]


def flat(tensors):
    return torch.cat([tensor.flatten().double() for tensor in tensors])
