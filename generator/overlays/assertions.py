"""Assertions of overlays, by target and fact."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

import msgspec

from ..config import Overlay, PagingOverlay
from ..confusables import describe_character, is_visible
from ..diagnostics import Diagnostics, SourceSpan
from ..model import PRIMITIVES, UNTYPED_ARRAY, ApiSpec, Fact, TypeRef
from .targets import Kind, Target, Targets

_FACTS: dict[Kind, tuple[Fact, ...]] = {
    "property": ("type", "required", "format", "values"),
    "parameter": ("type", "required", "format", "values"),
    "response": ("type",),
    "operation": ("deprecated", "paging"),
}
_ALL_FACTS: tuple[Fact, ...] = tuple(
    dict.fromkeys(fact for facts in _FACTS.values() for fact in facts)
)
_EXPLICIT = "definition:"
"""Prefix of a definition whose name is that of a primitive."""

Value = TypeRef | PagingOverlay | str | bool | tuple[str, ...] | None


class Assertion(msgspec.Struct, frozen=True):
    """An asserted value of a fact; None asserts that there is none."""

    value: Value
    reason: str
    span: SourceSpan
    is_pattern: bool = False
    """True if it is about all targets of a pattern, and not about this one alone."""

    @property
    def plain(self) -> str | bool | tuple[str, ...] | None:
        """The value as the model keeps it beside the documented one."""
        if isinstance(self.value, TypeRef):
            return self.value.notation
        if isinstance(self.value, PagingOverlay):
            return self.value.style
        return self.value


Asserted = dict[Fact, Assertion]


class Assertions:
    """The assertions about the nodes of a spec."""

    def __init__(self, asserted: Mapping[Target, Asserted]) -> None:
        self._by_target = asserted
        self._pages = {target.path[0] for target in asserted}

    def has(self, page: str) -> bool:
        """Return True if there is any claim about a class or a definition."""
        return page in self._pages

    def of(self, kind: Kind, *path: str) -> Asserted:
        """Return the claims about a node."""
        return self._by_target.get(Target(kind, path), {})


def collect_assertions(
    overlays: Iterable[Overlay], spec: ApiSpec, diagnostics: Diagnostics
) -> Assertions:
    """Return all assertions of overlays; diagnose repeated and invalid ones."""
    targets = Targets(spec, diagnostics)
    collector = _Collector([d.name for d in spec.definitions], diagnostics)
    # What an overlay says of one target counts, whatever a pattern says of it.
    for overlay in sorted(overlays, key=lambda each: each.places is not None):
        for target in targets.find(overlay):
            collector.add(overlay, target)
    return Assertions(collector.asserted)


def as_toml(value: Value) -> str:
    """Return a value as the overlay has it, in TOML."""
    if isinstance(value, PagingOverlay):
        fields = msgspec.structs.asdict(value).items()
        keys = ", ".join(f"{name} = {as_toml(text)}" for name, text in fields if text)
        return f"{{ {keys} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, TypeRef):
        return as_toml(value.notation)
    if value is None:
        return '"none"'
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


class _Collector:
    def __init__(self, definitions: Sequence[str], diagnostics: Diagnostics) -> None:
        self._definitions = frozenset(definitions)
        self._diagnostics = diagnostics
        self.asserted: dict[Target, Asserted] = {}

    def add(self, overlay: Overlay, target: Target) -> None:
        """Add the assertions of an overlay about its target."""
        facts = [fact for fact in _ALL_FACTS if getattr(overlay, fact) is not None]
        known = _FACTS[target.kind]
        if not facts:
            self._reject(overlay, target, f"it must contain one of {', '.join(known)}")
        for fact in facts:
            if fact not in known:
                reason = f"a {target.kind} accepts {', '.join(known)}, not {fact}"
                self._reject(overlay, target, reason)
            elif (assertion := self._assertion(overlay, target, fact)) is not None:
                self._record(target, fact, assertion)

    def _record(self, target: Target, fact: Fact, assertion: Assertion) -> None:
        asserted = self.asserted.setdefault(target, {})
        first = asserted.setdefault(fact, assertion)
        if first is assertion or (assertion.is_pattern and not first.is_pattern):
            return
        fields = {"name": target.name, "fact": fact, "value": as_toml(assertion.value)}
        if first.value == assertion.value:
            source = f"the overlay at {first.span} already has"
            self._diagnostics.add("C102", assertion.span, source=source, **fields)
        else:
            other = as_toml(first.value)
            self._diagnostics.add(
                "C103", assertion.span, other=other, first=first.span, **fields
            )

    def _assertion(
        self, overlay: Overlay, target: Target, fact: Fact
    ) -> Assertion | None:
        """Return the assertion of an overlay about a fact; None if it is invalid."""
        value: Value = getattr(overlay, fact)
        match fact:
            case "type":
                value = self._type(overlay.type or "", overlay, target)
                if value is _UNKNOWN:
                    return None
            case "format" if value == "none":
                value = None
            case "values" if len(set(overlay.values or ())) < len(overlay.values or ()):
                self._reject(overlay, target, "values must not repeat")
                return None
            case "values":
                self._report_unseen(overlay, target)
            case "deprecated" if value is True:
                reason = "deprecated must be a text or false, not true"
                self._reject(overlay, target, reason)
                return None
            case "deprecated" if isinstance(value, str):
                value = " ".join(value.split())
            case _:
                pass
        is_pattern = overlay.places is not None
        return Assertion(value, overlay.reason, overlay.span, is_pattern)

    def _type(self, notation: str, overlay: Overlay, target: Target) -> TypeRef | None:
        """Return the type of a notation as the documents have it."""
        name = notation.removesuffix("[]")
        array = name != notation
        if not notation:
            return None
        explicit = name.removeprefix(_EXPLICIT)
        if explicit in self._definitions and not _is_builtin(notation):
            return TypeRef(name=explicit, array=array, definition=True)
        if _is_builtin(notation):
            return TypeRef(name=name, array=array)
        known = [*sorted(PRIMITIVES), *sorted(self._definitions)]
        near = get_close_matches(explicit[:120], known, 1)
        suggestion = near[0] + "[]" * array if near else None
        if name.lower() == UNTYPED_ARRAY.lower():
            suggestion = f"{UNTYPED_ARRAY}[]"
        self._diagnostics.add(
            "C104", overlay.span, suggestion=suggestion, type=notation, name=target.name
        )
        return _UNKNOWN

    def _report_unseen(self, overlay: Overlay, target: Target) -> None:
        """Report values that are probably mistakes."""
        for value in overlay.values or ():
            reason = _suspicious_reason(value)
            if reason:
                name = target.name
                self._diagnostics.add("C107", overlay.span, name=name, reason=reason)

    def _reject(self, overlay: Overlay, target: Target, reason: str) -> None:
        self._diagnostics.add("C105", overlay.span, name=target.name, reason=reason)


_UNKNOWN = TypeRef(name="")


def _suspicious_reason(value: str) -> str:
    """Return why a value is suspicious; empty for an ordinary one."""
    if not value:
        return "'' is empty"
    hidden = [character for character in value if not is_visible(character)]
    if hidden:
        return f"{value!a} contains {describe_character(hidden[0])}"
    outer = value != value.strip()
    return f"{value!a} starts or ends with a space" if outer else ""


def _is_builtin(notation: str) -> bool:
    """Return True if a notation is a type that needs no page."""
    return notation.removesuffix("[]") in PRIMITIVES or notation == f"{UNTYPED_ARRAY}[]"
