"""What a generation keeps for the next one."""

import gzip
import tarfile
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from generator.cli import app
from generator.compat import SNAPSHOT_FILE, Alias, Snapshot, decode_snapshot
from generator.compat.snapshot import encode_snapshot, snapshot_config
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec
from generator.naming import name_everything
from generator.parsing import parse_documents
from generator.rendering import render_client
from tests import nodes
from tests.synthetic import make_drop, write_drop
from tests.synthetic.small import api, drop, operation
from tests.whole.environments import build, contents

FACTS = drop([api("ZooAPI", operation("getAnimal", "GET /animal"))])


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    write_drop(tmp_path / "specs", FACTS)
    return tmp_path / "specs"


def read(specs: Path) -> ApiSpec:
    return parse_documents(specs, Config(), Diagnostics())


def generate(specs: Path, out: Path, *arguments: str) -> str:
    command = ["generate", "--specs", str(specs), "--out", str(out), *arguments]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    # A slow machine shows progress beside the diagnostics.
    return "".join(line for line in result.stderr.splitlines() if "[" in line)


def test_everything_comes_back(tmp_path: Path) -> None:
    make_drop(tmp_path, classes=6, operations=60, definitions=200)
    found = read(tmp_path)
    config = Config()
    kept = decode_snapshot(
        render_client(found, config, Diagnostics())[SNAPSHOT_FILE]
    ).snapshot
    assert kept.spec == found
    assert kept.config == config
    assert set(kept.names.apis) == {each.name for each in found.apis}


def test_a_whole_configuration_comes_back(specs: Path) -> None:
    from generator.config import load_config

    diagnostics = Diagnostics()
    path = Path(__file__).parents[2] / "specs" / "client.toml"
    config = load_config(path, diagnostics)
    assert not diagnostics.items
    data = render_client(read(specs), config, Diagnostics())[SNAPSHOT_FILE]
    assert decode_snapshot(data).snapshot.config == snapshot_config(config)


def test_the_same_input_gives_the_same_bytes(specs: Path, tmp_path: Path) -> None:
    data = render_client(read(specs), Config(), Diagnostics())[SNAPSHOT_FILE]
    for page in specs.rglob("*.md"):
        page.write_text(page.read_text().replace("2001-02-03", "2025-12-31"))
    assert render_client(read(specs), Config(), Diagnostics())[SNAPSHOT_FILE] == data
    # No time and no system: flags, time and system of RFC 1952 (2.3).
    assert data[3:8] == b"\0\0\0\0\0"
    assert data[9] == 255


def test_bytes_of_another_zlib_stay(specs: Path) -> None:
    """Two builds of zlib may compress the same text differently."""
    drop_ = read(specs)
    data = render_client(drop_, Config(), Diagnostics())[SNAPSHOT_FILE]
    other = gzip.compress(gzip.decompress(data), 1)
    assert other != data
    previous = decode_snapshot(other)
    files = render_client(drop_, Config(), Diagnostics(), previous=previous)
    assert files[SNAPSHOT_FILE] == other
    changed = Config(package=msgspec.structs.replace(Config().package, version="9"))
    files = render_client(drop_, changed, Diagnostics(), previous=previous)
    assert files[SNAPSHOT_FILE] != other
    assert encode_snapshot(previous.snapshot) == data


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'{"format": 999}',
        b'{"format": 1}',
        b'{"format": 1, "config": {}, "names": {"apis": {}, "definitions": {}, '
        b'"models": {}}, "aliases": [], "spec": {"apis": [{"name": "X", "file": "", '
        b'"description": "", "url": null, "operations": [], "span": {"file": ""}}], '
        b'"definitions": []}}',
    ],
)
def test_what_is_not_understood_is_told(
    specs: Path, tmp_path: Path, text: bytes
) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_snapshot(gzip.compress(text))
    with pytest.raises(ValueError, match=r"."):
        decode_snapshot(text)
    out = tmp_path / "out"
    generate(specs, out)
    (out / SNAPSHOT_FILE).write_bytes(gzip.compress(text))
    said = generate(specs, out, "--force")
    assert "out/model.json.gz: warning[W011]" in said
    assert generate(specs, out) == ""


def test_it_is_ours_and_stays_beside_the_package(specs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    generate(specs, out)
    assert f'"{SNAPSHOT_FILE}"' in (out / "manifest.json").read_text()
    wheel = build(out, tmp_path / "wheel")
    assert not [name for name in contents(wheel) if name.endswith(".gz")]
    with tarfile.open(build(out, tmp_path / "sdist", "sdist")) as archive:
        names = archive.getnames()
    assert any(name.endswith("api_client/__init__.py") for name in names)
    assert not [name for name in names if name.endswith(SNAPSHOT_FILE)]


def test_a_name_that_is_no_name_becomes_no_code(specs: Path) -> None:
    """The file may be anybody's: what it calls methods is looked at again."""
    drop_ = read(specs)
    before = decode_snapshot(
        render_client(drop_, Config(), Diagnostics())[SNAPSHOT_FILE]
    )
    text = gzip.decompress(before.data)
    hostile = text.replace(b'"method":"get_animal"', b'"method":"x():pass\\nimport os"')
    assert hostile != text
    previous = decode_snapshot(gzip.compress(hostile))
    files = render_client(drop_, Config(), Diagnostics(), previous=previous)
    assert not [
        path for path, data in files.items() if b"import os\n" in data and "zoo" in path
    ]


@pytest.mark.parametrize("part", ["config", "names", "aliases", "apis", "definitions"])
def test_bytes_stay_only_where_all_is_the_same(part: str) -> None:
    found = nodes.drop(nodes.api("XAPI", nodes.operation("a")), nodes.definition("X"))
    names = name_everything(found, Config(), Diagnostics())
    kept = Snapshot(format=1, config=Config(), names=names, aliases=(), spec=found)
    previous = decode_snapshot(gzip.compress(gzip.decompress(encode_snapshot(kept)), 1))
    assert encode_snapshot(kept, previous) == previous.data
    alias = Alias(
        api="XAPI", operation="a", method="b", iterator="", last_native_version=""
    )
    others = {
        "config": Config(names={"XAPI.a": "a"}),
        "names": msgspec.structs.replace(names, models={}),
        "aliases": (alias,),
        "apis": nodes.api("XAPI", nodes.operation("a"), description="Other."),
        "definitions": nodes.definition("X", description="Other."),
    }
    other = others[part]
    if part in ("apis", "definitions"):
        part, other = "spec", msgspec.structs.replace(found, **{part: (other,)})
    changed = msgspec.structs.replace(kept, **{part: other})
    assert decode_snapshot(encode_snapshot(changed, previous)).snapshot == changed


def test_half_a_character_is_kept_as_a_mark(specs: Path) -> None:
    """No document has one; what is made by hand in Python may."""
    found = read(specs)
    api_ = msgspec.structs.replace(found.apis[0], description="a \udfff b")
    odd = msgspec.structs.replace(found, apis=(api_,))
    names = name_everything(odd, Config(), Diagnostics())
    kept = Snapshot(format=1, config=Config(), names=names, aliases=(), spec=odd)
    again = decode_snapshot(encode_snapshot(kept)).snapshot
    assert again.spec.apis[0].description == "a ? b"
    assert again.spec.definitions == found.definitions
