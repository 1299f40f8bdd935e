"""The rivals: training steps as a user of PyTorch would write them. Every step changes its learner in place."""

from types import SimpleNamespace

import higher
import torch
from torch.func import functional_call, jvp
from torch.nn import functional as F

from network import WeightNet, resnet

CURVE_LENGTH = 300
RATE, MOMENTUM, DECAY = 0.1, 0.9, 5e-4


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=RATE, momentum=MOMENTUM, nesterov=True, weight_decay=DECAY)


def learner(depth):
    network, weight_net = resnet(depth), WeightNet(CURVE_LENGTH)
    optimizer = sgd(network.parameters())
    for parameter in network.parameters():
        optimizer.state[parameter]["momentum_buffer"] = torch.zeros_like(parameter)
    weight_optimizer = torch.optim.Adam(weight_net.parameters(), lr=1e-3, weight_decay=1e-4)
    return SimpleNamespace(network=network, weight_net=weight_net, optimizer=optimizer, weight_optimizer=weight_optimizer)


def batch(size, meta_size):
    labels = lambda count: torch.arange(count) % 10
    return SimpleNamespace(
        images=torch.randn(size, 3, 32, 32), labels=labels(size), curves=torch.randn(size, CURVE_LENGTH),
        meta_images=torch.randn(meta_size, 3, 32, 32), meta_labels=labels(meta_size),
    )


def losses_of(logits, labels):
    return F.cross_entropy(logits, labels, reduction="none")


def plain_step(at, data):
    """Forward and backward; the optimizer is PyTorch's own."""
    at.optimizer.zero_grad(set_to_none=True)
    F.cross_entropy(at.network(data.images), data.labels).backward()
    at.optimizer.step()


def actual_step(at, data, logits=None):
    logits = at.network(data.images) if logits is None else logits
    losses = losses_of(logits, data.labels)
    with torch.no_grad():
        weights = at.weight_net(data.curves, data.labels)
    at.optimizer.zero_grad(set_to_none=True)
    (weights * losses).mean().backward()
    at.optimizer.step()


def above(at, data, skipped):
    """The network above the skipped stages, and what those give in inference mode, once for either batch."""
    if skipped == 0:
        return at.network, data.images, data.meta_images
    below = at.network[:skipped].eval()
    with torch.no_grad():
        features, meta_features = below(data.images), below(data.meta_images)
    below.train()
    return at.network[skipped:], features, meta_features


def higher_gradient(at, data, skipped=0):
    """Second order: the graph of the virtual step is differentiated."""
    top, inputs, meta_inputs = above(at, data, skipped)
    optimizer = sgd(top.parameters())
    for parameter in top.parameters():
        optimizer.state[parameter] = at.optimizer.state[parameter]
    with higher.innerloop_ctx(top, optimizer, copy_initial_weights=True) as (virtual, virtual_optimizer):
        losses = losses_of(virtual(inputs), data.labels)
        weights = at.weight_net(data.curves, data.labels)
        virtual_optimizer.step((weights * losses).mean())
        meta_loss = F.cross_entropy(virtual(meta_inputs), data.meta_labels)
        return torch.autograd.grad(meta_loss, list(at.weight_net.parameters()))


def forward_mode_gradient(at, data, skipped=0, logits=None):
    """Ballast's identity with torch.func: the derivative of the logits along the gradient of the meta loss."""
    top, inputs, meta_inputs = above(at, data, skipped)
    parameters = dict(top.named_parameters())
    # Running statistics rest: batch norm is given copies.
    call = lambda given, x: functional_call(top, (given, {k: v.clone() for k, v in top.named_buffers()}), (x,))
    own = logits is None
    logits = call(parameters, inputs) if own else logits
    weights = at.weight_net(data.curves, data.labels)
    inner = (weights.detach() * losses_of(logits, data.labels)).mean()
    gradients = torch.autograd.grad(inner, list(parameters.values()), retain_graph=not own)
    virtual = {}
    with torch.no_grad():
        for (name, parameter), gradient in zip(parameters.items(), gradients):
            direction = gradient + DECAY * parameter
            buffer = MOMENTUM * at.optimizer.state[parameter]["momentum_buffer"] + direction
            virtual[name] = (parameter - RATE * (direction + MOMENTUM * buffer)).requires_grad_()
    meta_loss = F.cross_entropy(call(virtual, meta_inputs), data.meta_labels)
    along = torch.autograd.grad(meta_loss, list(virtual.values()))
    detached = {name: parameter.detach() for name, parameter in parameters.items()}
    with torch.no_grad():
        _, tangent = jvp(lambda given: call(given, inputs), (detached,), (dict(zip(detached, along)),))
    residual = torch.softmax(logits.detach(), 1) - F.one_hot(data.labels, 10)
    product = (weights * (residual * tangent).sum(1)).mean()
    return torch.autograd.grad(-RATE * (1 + MOMENTUM) * product, list(at.weight_net.parameters()))


def meta_update(at, gradients):
    for parameter, gradient in zip(at.weight_net.parameters(), gradients):
        parameter.grad = gradient
    at.weight_optimizer.step()


def meta_step(gradient, skipped=0):
    def step(at, data):
        meta_update(at, gradient(at, data, skipped))
        actual_step(at, data)

    return step


def shared_forward_step(at, data):
    """As Ballast's graph has it: virtual and actual step have one forward pass."""
    logits = at.network(data.images)
    meta_update(at, forward_mode_gradient(at, data, 0, logits))
    actual_step(at, data, logits)


def compiled_plain_step():
    """Forward, loss and backward by the compiler; the optimizer compiled as well."""
    loss = torch.compile(lambda network, images, labels: F.cross_entropy(network(images), labels))
    update = torch.compile(lambda optimizer: optimizer.step())

    def step(at, data):
        at.optimizer.zero_grad(set_to_none=True)
        loss(at.network, data.images, data.labels).backward()
        update(at.optimizer)

    return step


STEPS = {
    "plain, eager": lambda: plain_step,
    "plain, torch.compile": compiled_plain_step,
    "meta, higher": lambda: meta_step(higher_gradient),
    "meta, torch.func": lambda: meta_step(forward_mode_gradient),
    "meta, torch.func, one forward": lambda: shared_forward_step,
    "meta, torch.func, torch.compile": lambda: torch.compile(shared_forward_step),
    "SLMO 3, higher": lambda: meta_step(higher_gradient, 3),
    "SLMO 3, torch.func": lambda: meta_step(forward_mode_gradient, 3),
}
