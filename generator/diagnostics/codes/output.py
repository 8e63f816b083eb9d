"""Diagnostics of written files: ``W0xx``."""

from .definition import Entry, error, note, warning

OUTPUT: dict[str, Entry] = {
    "W001": error(
        "target is not empty and contains no generated client",
        "pass an empty or new directory, or a generated client, to --out",
    ),
    "W002": error(
        "cannot read the manifest of the target: {reason}",
        "restore the file, or pass another directory to --out",
    ),
    "W003": error(
        "file was not generated, but has the path of a generated file",
        "move the file, or replace it with --force",
    ),
    "W004": error(
        "generated file was edited",
        "move the edit elsewhere, or discard it with --force",
    ),
    "W005": error("path is not a regular file: {reason}", "move it elsewhere"),
    "W006": error(
        "cannot read the journal of an interrupted run: {reason}",
        "remove the directory .mdclient from the target, then run with --force",
    ),
    "W007": error(
        "another run is writing to this target", "run again after it has finished"
    ),
    "W008": error(
        "cannot write the target, so nothing was changed: {reason}",
        "check the free space and the permissions",
    ),
    "W009": error(
        "cannot finish writing the target: {reason}",
        "remove the cause, then run again to finish",
    ),
    "W010": error(
        "generated files are out of date: {reason}",
        "run the command without --check",
    ),
    "W011": warning(
        "cannot read model.json.gz from the previous run: {reason}",
        "restore the file to get aliases for renamed operations",
    ),
    "W012": note(
        "cannot use the cache: {reason}",
        "pass --no-cache to run without it",
    ),
    "W013": error(
        "an interrupted run left a mixture of old and new files",
        "run the command without --check to finish that run",
    ),
    "W014": note(
        "finished an earlier run that was interrupted",
        "continue as usual",
    ),
    "W015": note(
        "an earlier run was killed before it changed this client{beside}",
        "run the command again",
    ),
}
