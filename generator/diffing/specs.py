"""Changes between two specs."""

from collections.abc import Iterator

from ..model import ApiClass, ApiSpec
from ..operation_matching import Matching, match_operations
from .changes import Change
from .classification import class_of
from .definitions import compare_definitions
from .notation import texts_differ, where
from .operations import compare_operations, operation_added, operation_removed


def compare_specs(
    old: ApiSpec, new: ApiSpec, matching: Matching | None = None
) -> tuple[Change, ...]:
    """Return all changes: of classes, of operations by class, then of definitions.

    What came comes in the order of the new documents, what went after it in that of
    the old ones.
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
            yield Change(
                kind="class_added",
                class_=class_of("class_added"),
                api=name,
                new=name,
                affects=_affected(api),
                where=where(api.span),
            )
    for name, api in before.items():
        if name not in after:
            yield Change(
                kind="class_removed",
                class_=class_of("class_removed"),
                api=name,
                old=name,
                affects=_affected(api),
                where=where(api.span),
            )


def _affected(api: ApiClass) -> tuple[str, ...]:
    return tuple(sorted(f"{api.name}.{operation.name}" for operation in api.operations))


def _texts(old: ApiClass, new: ApiClass) -> Iterator[Change]:
    if texts_differ(old.description, new.description):
        yield Change(
            kind="text_changed",
            class_=class_of("text_changed"),
            api=new.name,
            text="description",
            old=old.description,
            new=new.description,
            where=where(new.span),
        )
    if old.url != new.url:
        yield Change(
            kind="text_changed",
            class_=class_of("text_changed"),
            api=new.name,
            text="url",
            old=old.url,
            new=new.url,
            where=where(new.span),
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
