"""A folder as a revision of git has it, asked of the ``git`` program.

Blobs are taken as they are, without filters, attributes or hooks. Nothing that a caller
gives is read as an option.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_LINK = b"120000"
_FILES = frozenset({b"100644", b"100755", b"100664", _LINK})


class RevisionError(Exception):
    """There is no such folder in git, or no git."""


def find_tree(revision: str, specs: Path) -> tuple[Path, str]:
    """The folder that a person means: where git is asked, and the object's name.

    Args:
        revision: ``REV:PATH`` as git writes it, or ``REV`` for ``specs`` at it.
        specs: The folder of the documents.

    Raises:
        RevisionError: There is none.
    """
    if ":" in revision:
        here, name = Path(), revision
    elif specs.is_dir():
        here, name = specs, f"{revision}:./"
    else:
        here, name = Path(), f"{revision}:./{specs.as_posix()}"
    options = ["rev-parse", "--verify", "--quiet", "--end-of-options"]
    return here, _git(here, *options, name).decode().strip()


def unpack_tree(here: Path, tree: str, folder: Path) -> None:
    """Write the files of a tree of git into an empty folder.

    Links are made last: no file is written through one.

    Raises:
        RevisionError: git cannot tell, or a name would leave the folder.
    """
    entries = list(_entries(here, tree))
    blobs = _blobs(here, [name for _, name, _ in entries])
    links: list[tuple[Path, str]] = []
    for (mode, _, path), content in zip(entries, blobs, strict=True):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            links.append((place, content.decode(errors="surrogateescape")))
        else:
            place.write_bytes(content)
    for place, target in links:
        place.symlink_to(target)


def _entries(here: Path, tree: str) -> Iterator[tuple[bytes, str, PurePosixPath]]:
    """Mode, name of the blob and path of every file."""
    listing = _git(here, "ls-tree", "-r", "-z", "--full-tree", tree)
    for line in listing.split(b"\0")[:-1]:
        head, _, raw = line.partition(b"\t")
        mode, _, blob = head.split()
        path = PurePosixPath(raw.decode(errors="surrogateescape"))
        if path.is_absolute() or {"", ".", "..", ".git"} & set(path.parts):
            raise RevisionError(f"the path {str(path)!r} leaves its folder")
        if mode in _FILES:
            yield mode, blob.decode(), path


def _blobs(here: Path, names: list[str]) -> Iterator[bytes]:
    """The contents of blobs, all asked for at once."""
    asked = "".join(f"{name}\n" for name in names).encode()
    answer = _git(here, "cat-file", "--batch", given=asked)
    at = 0
    for _ in names:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(here: Path, *arguments: str, given: bytes = b"") -> bytes:
    command = ["git", "-C", str(here), "--no-replace-objects", *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False)
    except OSError as error:
        raise RevisionError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(said[-1] if said else "git knows no such revision")
    return done.stdout
