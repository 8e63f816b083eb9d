"""The command ``watch``: makes the client anew whenever a file is saved."""

import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from .exit_codes import guarded, progress, say, show, stopped_by, welcome_stop
from .options import (
    CachedOption,
    ConfigOption,
    ForceOption,
    Format,
    FormatOption,
    JobsOption,
    OutOption,
    SpecsOption,
    StrictOption,
    TemplatesOption,
)
from .summaries import results

if TYPE_CHECKING:
    from ..caching import Layered
    from ..pipeline import Source


def watch(
    specs: SpecsOption = Path("specs"),
    out: OutOption = Path("generated"),
    config: ConfigOption = None,
    strict: StrictOption = False,
    force: ForceOption = False,
    templates: TemplatesOption = None,
    jobs: JobsOption = 1,
    cached: CachedOption = True,
    form: FormatOption = Format.TEXT,
) -> None:
    """Make the client, and again on every change of its documents or templates.

    Ends on Ctrl-C. Errors are shown, and the client stays as it was until they are
    mended.
    """
    with guarded(out) as state:
        from .. import pipeline
        from ..diagnostics import printable

        source = pipeline.Source(
            specs=specs, config=config, templates=templates, jobs=jobs
        )
        run = _Runs(source, out, form, strict=strict, force=force, cached=cached)
        say(f"Watching {printable(str(specs))}. Ctrl-C ends it.")
        for _ in _until_stopped(pipeline.changes(source)):
            state.look()
            run()


def _until_stopped(changes: Iterator[None]) -> Iterator[None]:
    """Yield changes until Ctrl-C comes while nothing changes."""
    while True:
        if stopped_by() is not None:
            raise KeyboardInterrupt
        try:
            next(changes)
        except KeyboardInterrupt:
            if stopped_by() not in (None, signal.SIGINT):
                raise
            say("")
            welcome_stop()
            return
        yield


class _Runs:
    """Generations, one after the other, which say what is new."""

    def __init__(
        self,
        source: "Source",
        out: Path,
        form: Format,
        *,
        strict: bool,
        force: bool,
        cached: bool,
    ) -> None:
        self._source = source
        self._out = out
        self._form = form
        self._strict = strict
        self._force = force
        self._cached = cached
        self._memory: Layered | None = None
        self._shown: object = None

    def __call__(self) -> None:
        """Make the client; whatever goes wrong, the next save is a new chance."""
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
        from ..caching import Layered, NoCache
        from ..diagnostics import Diagnostics

        diagnostics = Diagnostics()
        kept = (
            pipeline.user_cache(diagnostics, self._memory)
            if self._cached
            else nullcontext(Layered(NoCache(), self._memory))
        )
        with kept as self._memory:
            outcome = pipeline.generate(
                self._source,
                self._out,
                diagnostics,
                progress(self._form),
                strict=self._strict,
                force=self._force,
                cache=self._memory,
            )
        found = pipeline.located(diagnostics, self._source)
        lines = [*results(outcome, diagnostics, self._out)]
        shown = found.items, lines
        written = outcome.written
        # Several events may tell of one save: what was said is not said again.
        if shown != self._shown or (written and (written.placed or written.removed)):
            show(found, self._form)
            for line in lines:
                say(line)
        self._shown = shown

    def _fail(self, text: str) -> None:
        self._shown = None
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
