"""Progress: slow stages are lines, quick ones are not."""

import io

import pytest

from generator import progress


def test_a_quick_stage_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 3600)
    stream = io.StringIO()
    with progress.Stages(stream)("Reading"):
        pass
    assert stream.getvalue() == ""


def test_a_slow_stage_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1)
    stream = io.StringIO()
    with progress.Stages(stream)("Reading"):
        pass
    assert stream.getvalue().startswith("Reading: ")
    assert stream.getvalue().endswith(" s\n")


def test_an_error_passes_through() -> None:
    with pytest.raises(ValueError, match="x"), progress.Stages(io.StringIO())("x"):
        raise ValueError("x")
