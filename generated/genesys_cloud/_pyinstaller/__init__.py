"""PyInstaller entry point of this package."""

from pathlib import Path


def get_hook_dirs() -> list[str]:
    """Return the directory of the hook, for the entry point ``pyinstaller40``."""
    return [str(Path(__file__).parent)]
