"""Byte code beside modules (PEP 3147), which is removed with them."""

from pathlib import Path

PYCACHE = "__pycache__"


def module_of(name: str) -> str:
    """Return the module of ``user.cpython-311.opt-1.pyc``; empty for other files."""
    return name.partition(".")[0] if name.endswith(".pyc") else ""


def byte_code_of(module: Path) -> list[Path]:
    """Return the byte code files of a module, except in linked directories."""
    directory = module.parent / PYCACHE
    if module.suffix != ".py" or directory.is_symlink() or not directory.is_dir():
        return []
    return sorted(p for p in directory.iterdir() if module_of(p.name) == module.stem)
