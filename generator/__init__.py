"""mdclient: makes a typed Python client of an API that is documented in Markdown."""

__version__ = "0.1.0"
"""The version of the generator, which manifests name; ``pyproject.toml`` has it too."""
