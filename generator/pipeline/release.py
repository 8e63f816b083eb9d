"""Making a release of new documents: all of it or nothing."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from ..allowances import apply_allowances
from ..caching import Cache
from ..diagnostics import Diagnostics, SourceSpan
from .generate import Outcome, error_reason, generate
from .inputs import Progress, SpecSource, is_stopped, read

if TYPE_CHECKING:
    from ..diffing import Comparison, Side
    from ..releasing import Decision

_CONFIG = "client.toml"
_OUT_OF_DATE = {"W010", "W013"}


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release, and its text in Markdown."""

    decision: "Decision"
    text: str
    outcome: Outcome = Outcome()


class ReleaseRun(msgspec.Struct, frozen=True, kw_only=True):
    """A release of a client, if it differs from the last one."""

    source: SpecSource
    out: Path
    """The directory of the client and its changelog."""
    day: date
    diagnostics: Diagnostics
    progress: Progress
    report: Path | None = None
    """A file for the changes, which stays as it is if there are none."""
    summary: Path | None = None
    """A file for the decision."""
    strict: bool = False
    """Warnings stop the run before anything is written."""
    force: bool = False
    """Replace files that were edited by hand or made by others."""
    cache: Cache | None = None

    def run(self) -> Release | None:
        """Release; return None if an error stopped it and nothing was written."""
        from ..diffing import Comparison
        from ..releasing import decide, text_of
        from ..writing import replace_file

        old = self._last_release()
        new = None if self.diagnostics.has_errors else self._read()
        if new is None:
            return None
        with self.progress("Comparing with the last release"):
            comparison = None if old is None else Comparison(old, new)
        is_out_of_date = True
        if comparison is not None and not comparison.changes:
            compared = self._is_out_of_date()
            if compared is None:
                return None
            is_out_of_date = compared
        decision = decide(
            comparison, new.config.package.version, is_out_of_date=is_out_of_date
        )
        if comparison is not None:
            new = _with_version(new, decision.version)
            comparison = Comparison(comparison.old, new)
        released = Release(decision=decision, text=text_of(decision, comparison))
        if not decision.is_release:
            if self.summary is not None:
                replace_file(self.summary, decision.summary().encode())
            return released
        outcome = self._write(released, comparison)
        return None if outcome is None else replace(released, outcome=outcome)

    def _last_release(self) -> "Side | None":
        """Return the last release by its snapshot; None if there is no client."""
        from ..compat import SNAPSHOT_FILE, decode_snapshot
        from ..diffing import Side

        place = self.out / SNAPSHOT_FILE
        if not place.exists() and not (self.out / "manifest.json").exists():
            return None
        try:
            snapshot = decode_snapshot(place.read_bytes()).snapshot
        except (OSError, ValueError) as error:
            span = SourceSpan(place.as_posix(), 0)
            self.diagnostics.add("R002", span, reason=error_reason(error))
            return None
        return Side(snapshot.spec, snapshot.config, snapshot)

    def _read(self) -> "Side | None":
        """Return the documents; the generation reports their warnings later."""
        from ..diffing import Side

        found = Diagnostics()
        spec, config, _ = read(self.source, found, self.progress, self.cache)
        if found.has_errors:
            apply_allowances(config.allow, found, named=False)
            self.diagnostics.extend(found.items)
            return None
        return Side(spec, config)

    def _is_out_of_date(self) -> bool | None:
        """Return True if the files are out of date; None after an error.

        The later generation reports its own diagnostics. This completes an interrupted
        run, which already had its version.
        """
        found = Diagnostics()
        outcome = self._generate(found, check=True)
        if [item.reason for item in outcome.out_of_date] == ["unfinished"]:
            found = Diagnostics()
            outcome = self._generate(found)
        reported = Diagnostics()
        reported.extend(item for item in found.items if item.code not in _OUT_OF_DATE)
        is_bad = is_stopped(reported, strict=self.strict)
        if outcome.out_of_date and not is_bad:
            return True
        self.diagnostics.extend(reported.items)
        return None if is_bad else False

    def _report_files(self, released: Release) -> dict[Path, bytes]:
        """Return the reports of a release; write those to pipes at once."""
        files: dict[Path, bytes] = {}
        if self.report is not None:
            files[self.report] = released.text.encode()
        if self.summary is not None:
            files[self.summary] = released.decision.summary().encode()
        for path in [path for path in files if path.exists() and not path.is_file()]:
            path.write_bytes(files.pop(path))
        return files

    def _write(
        self, released: Release, comparison: "Comparison | None"
    ) -> Outcome | None:
        """Write the client and its companions; return None if nothing was written."""
        from ..releasing import CHANGELOG, entry_of, with_entry

        changelog = self.out / CHANGELOG
        before = changelog.read_bytes() if changelog.exists() else b""
        entry = with_entry(before, entry_of(released.decision, comparison, self.day))
        version = released.decision.version
        config = {} if comparison is None else self._edited_config(version)
        if config is None:
            return None
        outcome = self._generate(
            self.diagnostics,
            alongside={**self._report_files(released), **config, changelog: entry},
            version=version if config else None,
        )
        is_bad = is_stopped(self.diagnostics, strict=self.strict)
        return None if is_bad else outcome

    def _edited_config(self, version: str) -> dict[Path, bytes] | None:
        """Return the configuration with the version; None after an error."""
        from ..releasing import VersionError, with_version

        path = self.source.config or self.source.specs / _CONFIG
        data = path.read_bytes() if path.exists() else b""
        try:
            edited = with_version(data, version)
        except VersionError as error:
            span = SourceSpan(path.as_posix(), 0)
            self.diagnostics.add("R003", span, version=version, reason=str(error))
            return None
        return {} if edited == data else {path: edited}

    def _generate(
        self,
        diagnostics: Diagnostics,
        *,
        check: bool = False,
        alongside: dict[Path, bytes] | None = None,
        version: str | None = None,
    ) -> Outcome:
        return generate(
            replace(self.source, version=version),
            self.out,
            diagnostics,
            self.progress,
            alongside=alongside,
            check=check,
            strict=self.strict,
            force=self.force,
            cache=self.cache,
        )


def _with_version(side: "Side", version: str) -> "Side":
    package = replace(side.config.package, version=version)
    return replace(side, config=replace(side.config, package=package))
