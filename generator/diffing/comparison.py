"""A comparison as a whole: its changes, their counts, the version they ask for."""

from collections import Counter
from functools import cached_property

from ..compat import ExpiredAlias, find_expired_aliases
from ..config import Naming
from ..operation_matching import match_operations
from .changes import CLASSES, KINDS, Class, count_name
from .python_names import PythonNames, compare_names, compare_packages
from .semver import Advice, advise
from .sources import Side
from .specs import compare_specs


class Comparison:
    """The changes between two sides for a user of the client."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new
        matching = match_operations(old.spec, new.spec)
        changes = list(compare_packages(old.config.package, new.config.package))
        changes += compare_specs(old.spec, new.spec, matching)
        if old.names is not None or _naming(old) != _naming(new):
            # By one configuration, what has one name on the wire has one in Python.
            changes += compare_names(*self.names, new.spec, matching)
        self.changes = tuple(changes)

    @cached_property
    def names(self) -> tuple[PythonNames, PythonNames]:
        """Names in the old and the new client."""
        return PythonNames(self.old), PythonNames(self.new)

    @cached_property
    def expired(self) -> tuple[ExpiredAlias, ...]:
        """The deprecated names that the old client has and the new one has not.

        They are not changes: the rename was one, in its release.
        """
        snapshot, new = self.old.snapshot, self.new
        if snapshot is None or not snapshot.aliases:
            return ()
        current = None if new.snapshot is None else new.snapshot.aliases
        return find_expired_aliases(
            snapshot, new.spec, self.names[1].all, new.config, current
        )

    @property
    def advice(self) -> Advice:
        """The version to give to the new client."""
        versions = [side.config.package.version for side in (self.old, self.new)]
        return advise(self.changes, *versions)

    def counts(self) -> dict[str, int]:
        """Return the number of changes of each kind and each class."""
        kinds = Counter(change.kind for change in self.changes)
        classes = Counter(change.class_ for change in self.changes)
        return {
            **{count_name(kind): kinds[kind] for kind in KINDS},
            **{class_: classes[class_] for class_ in CLASSES},
        }

    def has(self, limit: Class) -> bool:
        """Return True if there is a change of a class, or of a worse one."""
        worse = CLASSES[: CLASSES.index(limit) + 1]
        return any(change.class_ in worse for change in self.changes)


def _naming(side: Side) -> tuple[Naming, dict[str, str]]:
    """Return the configuration of names of a side."""
    return side.config.naming, side.config.names
