"""Progress: where it is shown, and when."""

import io
from threading import Event

import pytest

from generator import progress


class Terminal(io.StringIO):
    """A terminal that tells when something was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        count = super().write(text)
        if "Reading" in self.getvalue():
            self.written.set()
        return count


def test_a_slow_stage_moves_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with progress.Stages(terminal)("Reading"):
        assert terminal.written.wait(600)
    assert "\x1b[2K" in terminal.getvalue(), "what was shown is wiped out again"


def test_a_quick_stage_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 3600)
    for stream in (Terminal(), io.StringIO()):
        with progress.Stages(stream)("Reading"):
            pass
        assert "Reading" not in stream.getvalue()


def test_a_slow_stage_is_a_line_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1)
    stream = io.StringIO()
    with progress.Stages(stream)("Reading"):
        pass
    assert stream.getvalue().startswith("Reading: ")
    assert stream.getvalue().endswith(" s\n")


def test_an_error_passes_through_both() -> None:
    for stream in (Terminal(), io.StringIO()):
        with pytest.raises(ValueError, match="x"), progress.Stages(stream)("Reading"):
            raise ValueError("x")
