"""The modules of this package, most of which are imported by computed names."""

from pathlib import Path

_FOLDER = Path(__file__).parents[1]


def _name(path: Path) -> str:
    parts = path.relative_to(_FOLDER.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


hiddenimports = sorted(
    _name(path)
    for path in _FOLDER.rglob("*.py")
    if path.parent != Path(__file__).parent
)
