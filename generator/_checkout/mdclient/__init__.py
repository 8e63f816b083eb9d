"""The package ``mdclient`` of a checkout, whose modules are those of ``generator/``.

A wheel installs these modules as ``mdclient``, and has no such file.
"""

from pathlib import Path

__path__ = [str(Path(__file__).parents[2])]
