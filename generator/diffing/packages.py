"""Names that people import and that the configuration alone gives."""

from collections.abc import Iterator

from ..config import Package
from .changes import Change
from .classification import class_of

_WHERE = "client.toml:1"


def compare_packages(old: Package, new: Package) -> Iterator[Change]:
    """Yield changes of the package's names, which break imports."""
    pairs = (
        (old.name, new.name),
        (old.client, new.client),
        (old.async_client, new.async_client),
        (old.error, new.error),
    )
    for before, after in pairs:
        if before != after:
            yield Change(
                kind="name_changed",
                class_=class_of("name_changed"),
                old=before,
                new=after,
                where=_WHERE,
            )
