"""Changes between two specs."""

from collections.abc import Iterator

from ..model import ApiClass, ApiSpec
from ..operation_matching import Matching, match_operations
from .changes import Change, Kind, Text
from .definitions import compare_definitions
from .notation import texts_differ
from .operations import compare_operations, operation_added, operation_removed
from .places import make_change


def compare_specs(
    old: ApiSpec, new: ApiSpec, matching: Matching | None = None
) -> tuple[Change, ...]:
    """Return all changes: of classes, of operations by class, then of definitions.

    Additions are in the order of the new documents, followed by removals in that of the
    old ones.
    """
    matching = matching or match_operations(old, new)
    return (
        *_classes(old, new),
        *_operations(new, matching),
        *compare_definitions(old, new, matching),
    )


def _classes(old: ApiSpec, new: ApiSpec) -> Iterator[Change]:
    before = {api.name: api for api in old.apis}
    after = {api.name: api for api in new.apis}
    for name, api in after.items():
        if name in before:
            yield from _texts(before[name], api)
        else:
            yield _class_change("class_added", api, new=name)
    for name, api in before.items():
        if name not in after:
            yield _class_change("class_removed", api, old=name)


def _class_change(kind: Kind, api: ApiClass, **names: str) -> Change:
    operations = sorted(f"{api.name}.{operation.name}" for operation in api.operations)
    return make_change(kind, api.span, api=api.name, affects=tuple(operations), **names)


def _texts(old: ApiClass, new: ApiClass) -> Iterator[Change]:
    texts: list[tuple[Text, str | None, str | None]] = [("url", old.url, new.url)]
    if texts_differ(old.description, new.description):
        texts.insert(0, ("description", old.description, new.description))
    for text, before, after in texts:
        if before != after:
            yield make_change(
                "text_changed",
                new.span,
                api=new.name,
                text=text,
                old=before,
                new=after,
            )


def _operations(new: ApiSpec, matching: Matching) -> Iterator[Change]:
    """Changes of operations, those of one class together."""
    by_class: dict[str | None, list[Change]] = {api.name: [] for api in new.apis}
    found = [change for pair in matching.pairs for change in compare_operations(pair)]
    found += map(operation_added, matching.added)
    found += map(operation_removed, matching.removed)
    for change in found:
        by_class.setdefault(change.api, []).append(change)
    for changes in by_class.values():
        yield from changes
