"""Jobs: operations whose path ends in ``/jobs`` start one, and its state follows time.

A job waits, runs, and is done; its results come then. The names of the states are those
that the documents or an overlay list.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from ..model import Definition, Property
from .clock import Clock
from .errors import ApiError
from .nouns import split, words_of
from .spec_index import Endpoint
from .store import Row, Store
from .values import known_values

WAITING = 1.0
"""Seconds until a job runs."""
RUNNING = 3.0
"""Seconds until a job is done."""

_COLLECTION = "jobs"
"""Place of all jobs in the store, since paths of one job differ."""
_STATES = (
    split("queued pending waiting created submitted accepted requested initializing"),
    split("running processing inprogress started executing computing working"),
    split("completed complete fulfilled succeeded success successful finished done"),
)
_DEFAULTS = ("queued", "running", "completed")
_END = frozenset(split("completed end ended finished download result results"))
"""Words of fields that only a finished job has."""


class Jobs:
    """Jobs that clients started."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def start(self, key: str) -> None:
        """Start a job."""
        row = Row(key=key, body={}, is_created=True, created=self._clock())
        self._store.put(_COLLECTION, row)

    def step(self, endpoint: Endpoint, path: str) -> int | None:
        """Return 0 if the job of a path waits, 1 if it runs, 2 if it is done.

        None means that the path is not that of a job which a client started.
        """
        key = _key(endpoint, path)
        return None if key is None else self.step_of(key)

    def step_of(self, key: str) -> int | None:
        """Return the step of a job by its key."""
        row = self._store.get(_COLLECTION, key)
        if row is None:
            return None
        seconds = self._clock() - row.created
        # A database outlives the clock: what was started before is done.
        if seconds < 0 or seconds >= RUNNING:
            return 2
        return int(seconds >= WAITING)

    def check_results(self, endpoint: Endpoint, path: str) -> None:
        """Ensure that the job is done whose results a path has.

        Raises:
            ApiError: It is not.
        """
        is_result = "/jobs/{}/" in endpoint.shape and endpoint.operation.method == "GET"
        step = self.step(endpoint, path) if is_result else None
        if step is not None and step < 2:
            documented = {row.status for row in endpoint.operation.responses}
            status = 409 if "409" in documented else 404
            message = f"job {_key(endpoint, path)!r} is not {_DEFAULTS[2]} yet"
            raise ApiError(status, "job.not.completed", message)

    def describe(
        self, definition: Definition, value: dict[str, Any], step: int
    ) -> dict[str, Any]:
        """Return a job with the state of a step."""
        described = dict(value)
        for item in definition.properties:
            if item.type is None or item.type.array or item.type.definition:
                continue
            words = words_of(item.name)
            if item.type.name == "string" and words[-1:] in (("state",), ("status",)):
                described[item.name] = _state(item, step)
            elif item.type.name == "number" and _END.isdisjoint(words):
                if "percent" in words or words[-1:] in (("percentage",), ("progress",)):
                    described[item.name] = (0, 50, 100)[step]
            elif step < 2 and not item.required and not _END.isdisjoint(words):
                described.pop(item.name, None)
        return described


def _key(endpoint: Endpoint, path: str) -> str | None:
    """Return the key of the job in a path."""
    templates = endpoint.shape.split("/")
    for position in range(len(templates) - 1, 0, -1):
        if templates[position] == "{}" and templates[position - 1] == "jobs":
            return unquote(path.split("/")[position])
    return None


def _state(item: Property, step: int) -> str:
    """Return the name of a step among the known values of a field."""
    known = {"".join(words_of(value)): value for value in known_values(item)}
    if not known:
        return _DEFAULTS[step]
    waiting, running, done = ([known[n] for n in s if n in known] for s in _STATES)
    last = list(known.values())[-1]
    waiting = waiting or running or [last]
    # Some know two states of waiting and none of running.
    return (waiting[0], (running or waiting)[-1], (done or [last])[0])[step]
