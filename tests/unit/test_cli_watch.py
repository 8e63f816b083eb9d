"""``mdclient watch``: a real process, and files that are really saved."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from bench.measurements.watching import LAST
from generator.resources import templates_directory
from tests.synthetic import write_drop
from tests.synthetic.small import api, drop, operation

_PATIENCE = 600
"""Seconds after which a test fails that waits for a line."""

PAGE = "specs/classes/zoo-api.md"
METHODS = "out/api_client/api/zoo.py"


class Watch:
    """A running ``mdclient watch``, and what it says line by line."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.lines: Queue[str] = Queue()
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "generator", "watch", "--out", "out", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")},
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, part: str) -> str:
        """Wait for a line with a text in it."""
        while True:
            line = self.lines.get(timeout=_PATIENCE)
            self.said.append(line)
            if part in line:
                return line

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(_PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def save(self, name: str, text: str) -> None:
        """Save as editors do: another file takes the place."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text)
        beside.replace(path)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text()


@pytest.fixture
def watch(tmp_path: Path, default_signals: None) -> Iterator[Watch]:
    facts = drop([api("ZooAPI", operation("getAnimal", "GET /animal"))])
    write_drop(tmp_path / "specs", facts)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/mine.toml").write_text("")
    (tmp_path / "own").mkdir()
    (tmp_path / "own/plan.toml").write_text("version = 1\n")
    options = ("--config", "config/mine.toml", "--templates", "own")
    running = Watch(tmp_path, *options)
    assert LAST in running.until("Parsed")
    yield running
    running.close()


def test_every_save_is_followed(watch: Watch) -> None:
    page = watch.text(PAGE)
    for text in ("Feeds it.", "Washes it."):
        watch.save(PAGE, page.replace("Does it.", text))
        watch.until(" written")
        assert text in watch.text(METHODS)
    # Not by another file in its place, but into the same.
    (watch.folder / PAGE).write_text(page.replace("Does it.", "Brushes it."))
    watch.until(" written")
    assert "Brushes it." in watch.text(METHODS)


def test_errors_are_said_and_mended(watch: Watch) -> None:
    page = watch.text(PAGE)
    before = watch.text(METHODS)
    watch.save(PAGE, page.replace("Does it.", "Feeds it.") + "\n## Surprise\n")
    watch.until(f"{PAGE}:")
    assert watch.text(METHODS) == before
    (watch.folder / PAGE).unlink()
    watch.until("error[")
    watch.save(PAGE, page.replace("Does it.", "Feeds it."))
    watch.until(" written")
    assert "Feeds it." in watch.text(METHODS)


def test_own_files_are_followed_through_links(watch: Watch) -> None:
    name = "distribution/README.md.j2"
    watch.save("real/readme", "none")
    (watch.folder / "own/distribution").mkdir()
    (watch.folder / "own" / name).symlink_to(watch.folder / "real/readme")
    for text in ("one", "two"):
        watch.save("real/readme", text)
        while watch.text("out/README.md") != text:
            watch.until(" written")  # What was there before may have been, too.


def test_configuration_overlays_and_templates_count_too(watch: Watch) -> None:
    watch.save("config/mine.toml", '[package]\nname = "zoo"\n')
    watch.until(" written")
    assert (watch.folder / "out/zoo/api/zoo.py").exists()
    readme = "distribution/README.md.j2"
    watch.save(
        f"own/{readme}", (templates_directory() / readme).read_text() + "\nHello!"
    )
    watch.until(" written")
    assert watch.text("out/README.md").endswith("Hello!")
    watch.save("specs/overlays/fix.toml", "nonsense = 1\n")
    watch.until("specs/overlays/fix.toml:")


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_it_ends_when_it_is_told_to(
    watch: Watch, number: signal.Signals, code: int
) -> None:
    # One that comes before the run is quite over ends that.
    assert watch.end(number) in (code, 128 + number)
    assert "Traceback" not in "\n".join([*watch.said, *watch.lines.queue])
