"""Diagnostics of what is written: ``W0xx``."""

from .definition import Entry, error, note, warning

OUTPUT: dict[str, Entry] = {
    "W001": error(
        "the target is not empty and holds no client that was made here",
        "name an empty folder, a new one, or one that an earlier run wrote",
    ),
    "W002": error(
        "the manifest of the target is not understood: {reason}",
        "restore the file, or name another target",
    ),
    "W003": error(
        "a file that was not made here is in the way of one that must be",
        "move the file, or replace it with --force",
    ),
    "W004": error(
        "a generated file was edited by hand",
        "move the edit elsewhere, or give it up with --force",
    ),
    "W005": error(
        "something that is no file is in the way: {reason}", "move it elsewhere"
    ),
    "W006": error(
        "the journal of an interrupted run is not understood: {reason}",
        "remove the folder .mdclient from the target, then run with --force",
    ),
    "W007": error(
        "another run is writing to this target", "run again when it is through"
    ),
    "W008": error(
        "the target cannot be written, nothing was changed: {reason}",
        "check the free space and the permissions",
    ),
    "W009": error(
        "the target could not be written to the end: {reason}",
        "remove the cause and run again: the run will be finished then",
    ),
    "W011": warning(
        "what the last generation kept is not understood: {reason}",
        "operations with another name get no alias; restore the file to have them",
    ),
    "W012": note(
        "the cache is of no use: {reason}",
        "nothing is lost but time; --no-cache does without",
    ),
    "W010": error("the output is stale: {reason}", "run generate without --check"),
    "W013": error(
        "a run was interrupted while it moved files: some are old and some are new",
        "run the same command again without --check: it finishes that run first",
    ),
    "W014": note(
        "an earlier run was interrupted while it moved files, and was finished first",
        "nothing has to be done",
    ),
    "W015": note(
        "a run was killed before it changed this client{beside}",
        "run the same command again: it starts anew",
    ),
}
