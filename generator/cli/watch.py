"""Command ``watch``: generates again whenever you save a file."""

import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import options
from .commands import summary_lines
from .exit_codes import (
    accept_stop,
    handle_errors,
    print_diagnostics,
    print_line,
    progress,
    stop_signal,
)
from .options import Format

if TYPE_CHECKING:
    from ..caching import MemoryLayer
    from ..pipeline import SpecSource


def watch(
    specs: options.Specs = Path("specs"),
    out: options.Out = Path("generated"),
    config: options.Config = None,
    also: options.Also = [],  # noqa: B006
    strict: options.Strict = False,
    force: options.Force = False,
    templates: options.Templates = None,
    jobs: options.Jobs = 1,
    cached: options.Cached = True,
    form: options.DiagnosticsFormat = Format.TEXT,
) -> None:
    """Generate the client whenever its documents or templates change.

    Press Ctrl-C to stop. After an error the client stays unchanged until you fix the
    documents.
    """
    with handle_errors(out) as state:
        from .. import pipeline
        from ..diagnostics import printable

        source = pipeline.SpecSource(
            specs=specs,
            config=config,
            templates=templates,
            jobs=jobs,
            also=tuple(also),
        )
        run = _Runs(source, out, form, strict=strict, force=force, cached=cached)
        print_line(f"Watching {printable(str(specs))}. Press Ctrl-C to stop.")
        for _ in _until_stopped(pipeline.watch_changes(source)):
            state.refresh()
            run()


def _until_stopped(watch_changes: Iterator[None]) -> Iterator[None]:
    """Yield changes until Ctrl-C comes while nothing changes."""
    while True:
        if stop_signal() is not None:
            raise KeyboardInterrupt
        try:
            next(watch_changes)
        except KeyboardInterrupt:
            if stop_signal() not in (None, signal.SIGINT):
                raise
            print_line("")
            accept_stop()
            return
        yield


@dataclass
class _Runs:
    """Successive runs, which print only new lines."""

    source: "SpecSource"
    out: Path
    form: Format
    strict: bool
    force: bool
    cached: bool
    _memory: "MemoryLayer | None" = None
    _last_output: object = None

    def __call__(self) -> None:
        """Generate the client; after an error the next save starts another run."""
        try:
            self._generate()
        except BrokenPipeError:
            raise
        except OSError as error:
            from ..diagnostics import printable

            self._fail(f"mdclient: {printable(str(error))}")
        except Exception:
            self._fail(
                f"{traceback.format_exc()}"
                "This is a bug in mdclient, not in the documents."
            )

    def _generate(self) -> None:
        from .. import pipeline
        from ..caching import MemoryLayer, NoCache
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        cache = (
            pipeline.user_cache(diagnostics, self._memory)
            if self.cached
            else nullcontext(MemoryLayer(NoCache(), self._memory))
        )
        with cache as self._memory:
            outcome = pipeline.generate(
                self.source,
                self.out,
                diagnostics,
                progress(self.form),
                strict=self.strict,
                force=self.force,
                cache=self._memory,
            )
        found = pipeline.with_user_paths(diagnostics, self.source)
        lines = [*summary_lines(outcome, diagnostics, self.out)]
        output = found.items, lines
        written = outcome.written
        # Several events may follow one save, so repeated lines are not printed.
        if output != self._last_output or (
            written and (written.placed or written.removed)
        ):
            print_diagnostics(found, self.form)
            for line in lines:
                print_line(line)
        self._last_output = output

    def _fail(self, text: str) -> None:
        self._last_output = None
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
