"""Paths that no tree may hold."""

from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.writing import check_tree, write_tree

BAD = [
    "",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a/./x",
    "a//x",
    "a/",
    "C:/x",
    "C:x",
    "a\\x",
    "CON",
    "pkg/nul.py",
    "pkg/Aux",
    "lpt1.tar.gz",
    "COM¹",
    "con .txt",
    "pkg/x.",
    "pkg/x ",
    "a\0b",
    "a\nb",
    "what?.py",
    "a*",
    "\udcff",
    "x" * 256,
    ".mdclient/journal.json",
    ".MDCLIENT.lock",
    "manifest.json",
    "Manifest.json",
    "manifest.json/x",
]


@pytest.mark.parametrize("path", BAD)
def test_a_path_that_leaves_the_target_or_a_system_is_a_bug(
    tmp_path: Path, path: str
) -> None:
    out = tmp_path / "out"
    with pytest.raises(ValueError, match=r"manifest|cannot"):
        write_tree({"good.py": b"", path: b""}, out, Diagnostics())
    with pytest.raises(ValueError, match=r"manifest|cannot"):
        check_tree({"good.py": b"", path: b""}, out, Diagnostics())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pkg/User.py", "pkg/user.py"),
        ("Pkg/a.py", "pkg/b.py"),
        ("pkg/stra\u00dfe.py", "pkg/STRASSE.py"),
        ("pkg/\u00e9.py", "pkg/e\u0301.py"),
        ("pkg", "pkg/x.py"),
        ("PKG", "pkg/x.py"),
    ],
)
def test_paths_that_are_one_file_somewhere_are_a_bug(
    tmp_path: Path, one: str, other: str
) -> None:
    with pytest.raises(ValueError, match="are one path on some systems"):
        write_tree({one: b"", other: b""}, tmp_path, Diagnostics())
    assert list(tmp_path.iterdir()) == []


def test_names_that_only_look_dangerous_are_fine(tmp_path: Path) -> None:
    names = ["console.py", "auxiliary/com10.py", "..a", "a..b", ".gitattributes", "é"]
    diagnostics = Diagnostics()
    write_tree(dict.fromkeys(names, b"x"), tmp_path, diagnostics)
    assert diagnostics.render() == ""
    assert all((tmp_path / name).read_bytes() == b"x" for name in names)
