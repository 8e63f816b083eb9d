"""Directories of git revisions, read with the ``git`` program.

Blobs are read unchanged, without filters, attributes or hooks. git never takes an
argument of the caller for an option.
"""

import os
import posixpath
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_LINK = b"120000"
_FILES = frozenset({b"100644", b"100755", b"100664", _LINK})
_NAMED = frozenset({"GIT_DIR", "GIT_WORK_TREE"})
"""Environment variables with which git ignores its working directory."""


class RevisionError(Exception):
    """Error for a missing directory in git, or a missing git."""


def find_tree(argument: str, specs: Path, beside: str = "") -> tuple[Path, str]:
    """Return the working directory for git, and the name of the object.

    ``argument`` is ``REV:PATH`` as in git, or ``REV`` for ``specs`` at that revision.
    ``beside`` is a path relative to that directory.

    Raises:
        RevisionError: The object does not exist.
    """
    revision, path = _split(argument)
    here, directory = Path(), path
    if path is None:
        here, path = _git_directory(specs)
        directory = specs.as_posix()
    if not revision:
        return here, _object_name(here, argument, "git has no such revision")
    found = _object_name(here, revision, "git has no such revision")
    if beside:
        directory, path = beside, _joined(path, beside)
    reason = f"directory {directory!r} does not exist at {revision!r}"
    return here, _object_name(here, f"{found}:{path}", reason)


def _joined(path: str, beside: str) -> str:
    """Return the path of a directory beside another; git resolves ``./`` itself."""
    joined = posixpath.join(path, beside)
    return joined if path.startswith(".") else posixpath.normpath(joined)


def _split(argument: str) -> tuple[str, str | None]:
    """Revision and path; there may be colons within ``^{/text}`` and ``@{time}``."""
    depth = 0
    for place, sign in enumerate(argument):
        if sign == ":" and not depth:
            # ``:/text`` is a commit by its message.
            if argument.startswith(":/"):
                break
            return argument[:place], argument[place + 1 :]
        depth += (sign == "{") - (sign == "}" and depth > 0)
    return argument, None


def _git_directory(specs: Path) -> tuple[Path, str]:
    """Return the repository of a directory, and its path in there.

    The repository in the environment of a hook is relative to the working directory.
    """
    if specs.is_dir() and not _NAMED & os.environ.keys():
        return specs, "./"
    path = Path(os.path.relpath(os.path.realpath(specs)))
    return Path(), f"./{path.as_posix()}"


def _object_name(here: Path, name: str, reason: str) -> str:
    """Return the object name of a revision."""
    options = ["--verify", "--quiet", "--end-of-options"]
    return _git(here, "rev-parse", *options, name, reason=reason).decode().strip()


def unpack_tree(here: Path, tree: str, directory: Path, enough: str) -> None:
    """Write the files of a git tree into an empty directory.

    Links are created last, so that no file is written through one. ``enough`` is the
    name of a file that is written alone if it exists.

    Raises:
        RevisionError: git fails, or a name leaves the directory.
    """
    entries = list(_entries(here, tree))
    alone = [entry for entry in entries if str(entry[2]) == enough]
    entries = alone or entries
    for parent in {path.parent for _, _, path in entries}:
        (directory / parent).mkdir(parents=True, exist_ok=True)
    blobs = _blobs(here, [name for _, name, _ in entries])
    links: list[tuple[str, str]] = []
    for (mode, _, path), content in zip(entries, blobs, strict=True):
        # There are thousands: a Path and its methods would take thrice the time.
        place = os.path.join(directory, path)
        if mode == _LINK:
            links.append((place, content.decode(errors="surrogateescape")))
        else:
            with open(place, "xb") as stream:
                stream.write(content)
    for place, target in links:
        os.symlink(target, place)


def _entries(here: Path, tree: str) -> Iterator[tuple[bytes, str, PurePosixPath]]:
    """Yield mode, name of the blob and path of every file."""
    listing = _git(here, "ls-tree", "-r", "-z", "--full-tree", tree)
    for line in listing.split(b"\0")[:-1]:
        head, _, raw = line.partition(b"\t")
        mode, _, blob = head.split()
        path = PurePosixPath(raw.decode(errors="surrogateescape"))
        if path.is_absolute() or {"", ".", "..", ".git"} & set(path.parts):
            raise RevisionError(f"path {str(path)!r} leaves its directory")
        if mode in _FILES:
            yield mode, blob.decode(), path


def _blobs(here: Path, names: list[str]) -> Iterator[bytes]:
    """Yield the contents of blobs, from one git process."""
    asked = "".join(f"{name}\n" for name in names).encode()
    output = _git(here, "cat-file", "--batch", sent=asked)
    at = 0
    for _ in names:
        end = output.index(b"\n", at)
        size = int(output[at:end].split()[2])
        yield output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(
    here: Path,
    *arguments: str,
    sent: bytes = b"",
    reason: str = "git gave no reason",
) -> bytes:
    """Run git and return its output; ``reason`` explains a silent failure."""
    command = ["git", "-C", str(here), "--no-replace-objects", *arguments]
    try:
        done = subprocess.run(command, input=sent, capture_output=True, check=False)
    except OSError as error:
        raise RevisionError(f"cannot run git: {error.strerror}") from error
    if done.returncode:
        messages = done.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(messages[-1] if messages else reason)
    return done.stdout
