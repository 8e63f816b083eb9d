"""PyInstaller hook: the modules of this package, which imports load by computed name."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def _name(path: Path) -> str:
    parts = path.relative_to(_PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


hiddenimports = sorted(
    _name(path)
    for path in _PACKAGE.rglob("*.py")
    if path.parent != Path(__file__).parent
)
