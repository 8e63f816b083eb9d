"""Parts of the plan, made only when a file is rendered from them."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec

from ...caching import key_of
from ...model import ApiSpec
from .plan_types import Plan

_ENCODER = msgspec.msgpack.Encoder()


class LazyPlan:
    """The plan of one or more files.

    ``digest`` is a hash of all its inputs: two parts of one kind with the same digest
    are equal. It costs much less than the part itself.
    """

    def __init__(self, digest: str, make: Callable[[], Plan]) -> None:
        """``make`` must look at nothing that the digest is not made of."""
        self.digest = digest
        self._make = make

    @cached_property
    def plan(self) -> Plan:
        """The part itself."""
        return self._make()


class Digests(NamedTuple):
    """Hashes of the nodes of a spec by name, for several stages."""

    apis: Mapping[str, str]
    definitions: Mapping[str, str]


def digests_of(spec: ApiSpec) -> Digests:
    """Return a hash of every node of a spec, with its content."""
    return Digests(
        {api.name: digest_of(api) for api in spec.apis},
        {each.name: digest_of(each) for each in spec.definitions},
    )


def digest_of(*values: object) -> str:
    """Return a hash of values of the model or the plan."""
    return key_of(*map(_encoded, values))


def _encoded(value: object) -> str | bytes:
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return repr(value)  # Half a pair of surrogates, which no page can hold.
