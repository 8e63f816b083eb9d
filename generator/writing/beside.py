"""Files of people that change together with a tree, or not at all."""

import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .disk import Disk

Undo = Callable[[], None]


@contextmanager
def replaced(files: Mapping[Path, bytes], disk: Disk | None = None) -> Generator[Undo]:
    """Replace files, each in one step, while what follows is tried.

    They are put back where the context ends by an exception, or where the function that
    it gives is called. What is no file, such as a pipe, is written to, for good.

    Raises:
        OSError: One of them cannot be replaced; none is then.
    """
    disk = disk or Disk()
    before: dict[Path, bytes | None] = {}

    def undo() -> None:
        for path, data in before.items():
            if data is None:
                disk.remove(path)
            else:
                _replace(path, data, disk)
        before.clear()

    try:
        for given, data in files.items():
            if given.exists() and not given.is_file():
                given.write_bytes(data)
                continue
            path = given.resolve()  # Behind a link lies the file that is meant.
            old = path.read_bytes() if path.exists() else None
            _replace(path, data, disk)
            before[path] = old
        yield undo
    except BaseException:
        undo()
        raise


def _replace(path: Path, data: bytes, disk: Disk) -> None:
    """Give a file new contents and leave it its permissions."""
    # In a folder of its own, so that no name of anybody's is taken.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".mdclient-") as folder:
        made = Path(folder) / path.name
        disk.write(made, data)
        with suppress(FileNotFoundError):
            shutil.copymode(path, made)
        disk.sync([made])
        disk.move(made, path)
