"""The version of the generator, which manifests name; ``pyproject.toml`` has it too."""

__version__ = "0.1.0"
