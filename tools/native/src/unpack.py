"""Unpacks the TensorFlow library and its headers: unpack.py WHEEL DESTINATION."""

import sys
import zipfile

wheel, destination = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    wanted = [
        name
        for name in archive.namelist()
        if name.startswith("tensorflow/include/")
        or name in ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
    ]
    archive.extractall(destination, wanted)
