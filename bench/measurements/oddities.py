"""Decoding answers that differ from the documents, beside one that fits."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from ..documents import encoded, rich_listing
from ..figures import Figure, best
from ..processes import probe
from ..workspace import WORK, Workspace

_ENTITIES: Final = 100
_SIZE: Final = 470_000
_PROCESSES: Final = 3
_REFERENCE: Final = {"id": "0", "selfUri": "/api/v2/things/0"}

Json = dict[str, Any]


def _references(items: list[Json]) -> None:
    """Leave of all objects within items what bare references have."""
    for item in items:
        for name, value in item.items():
            if isinstance(value, dict):
                item[name] = _REFERENCE
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                item[name] = [_REFERENCE] * len(value)


def _one(items: list[Json]) -> None:
    _spoil(items[len(items) // 2])


def _half(items: list[Json]) -> None:
    for item in items[::2]:
        _spoil(item)


def _each(items: list[Json]) -> None:
    for item in items:
        _spoil(item)


def _spoil(item: Json) -> None:
    name = next(name for name, value in item.items() if isinstance(value, str))
    item[name] = 5


def _undocumented(items: list[Json]) -> None:
    for item in items:
        item["notDocumented"] = "a text"


def _all(items: list[Json]) -> None:
    """Put a number in the place of every text."""
    items[:] = [_without_texts(item) for item in items]


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_texts(inner) for inner in value]
    return 5 if isinstance(value, str) else value


_CASES: Final[tuple[tuple[str, Callable[[list[Json]], None], float], ...]] = (
    ("nested entities are bare references", _references, 1.5),
    ("one odd field", _one, 15),
    ("an odd field in every second item", _half, 15),
    ("an odd field in every item", _each, 15),
    ("every text is a number", _all, 15),
    ("an undocumented field in every item", _undocumented, 2.5),
)


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure all in the same processes, turn by turn."""
    call = site.rich_call
    fitting = json.loads(rich_listing(site.definitions, call.answer, _ENTITIES, _SIZE))
    paths = [str(_written("fitting", fitting))]
    for number, (_, change, _) in enumerate(_CASES):
        document = json.loads(json.dumps(fitting))
        items: list[Json] = max(
            (v for v in document.values() if isinstance(v, list)), key=len
        )
        change(items)
        paths.append(str(_written(f"odd-{number}", document)))
    runs = [
        probe(
            site.client.python,
            "oddities",
            package=site.package,
            operation=call.name,
            documents=paths,
            rounds=30,
        )
        for _ in range(_PROCESSES)
    ]
    fits, *odd = ([best(run["samples"][n]) for run in runs] for n in range(len(paths)))
    told = runs[0]["told"][1:]
    for (what, _, limit), taken, count in zip(_CASES, odd, told, strict=True):
        yield Figure(
            benchmark="oddities",
            what=what,
            ours=best(taken),
            peer=best(fits),
            peer_name="an answer that fits",
            unit="ms",
            limit=limit,
            note=f"{count} differences told",
        )


def _written(name: str, document: Json) -> Path:
    path = WORK / f"{name}.json"
    path.write_bytes(encoded(document))
    return path
