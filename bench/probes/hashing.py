"""Imports the command line, and reads and hashes a drop: what no run can do without."""

import os
import sys
from hashlib import sha256

sys.path.insert(0, sys.argv[1])

import generator.cli  # noqa: F401 (the path comes first)

digest = sha256()
for folder, _, files in os.walk(sys.argv[2]):
    for name in sorted(files):
        with open(os.path.join(folder, name), "rb") as stream:
            digest.update(stream.read())
