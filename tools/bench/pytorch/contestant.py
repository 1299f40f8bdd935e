"""PyTorch's side of the bench: answers each line of JSON on standard input with one, as Ballast's own worker does."""

import json
import sys
import time

import torch

import steps
from exactness import distances

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings["threads"])
torch.manual_seed(0)
learners, data = {}, steps.batch(settings["batch"], settings["metaBatch"])


def prepared(name):
    """Every step has a learner of its own."""
    if name not in learners:
        learners[name] = (steps.learner(settings["depth"]), steps.STEPS[name]())
    return learners[name]


def run(name):
    at, step = prepared(name)
    start = time.perf_counter()
    step(at, data)
    return 1000 * (time.perf_counter() - start)


def resident(key):
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith(key))


def memory(name):
    """Bytes above the start: in the first call, and in three more."""
    prepared(name)
    start, peaks = resident("VmRSS"), []
    for calls in (1, 3):
        with open("/proc/self/clear_refs", "w") as highest:
            highest.write("5")
        for _ in range(calls):
            run(name)
        peaks.append(resident("VmHWM") - start)
    return {"first": peaks[0], "later": peaks[1]}


for line in sys.stdin:
    question = json.loads(line)
    if question["do"] == "run":
        answer = run(question["step"])
    elif question["do"] == "memory":
        answer = memory(question["step"])
    elif question["do"] == "exactness":
        answer = distances(question["file"], settings["depth"])
    elif question["do"] == "versions":
        answer = torch.__version__
    print(json.dumps({"answer": answer}, separators=(",", ":")), flush=True)
