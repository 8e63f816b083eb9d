"""Diagnostics of a merge."""

from collections.abc import Iterable, Mapping, Set

from ..diagnostics import Diagnostics, SourceSpan
from ..model import ApiSpec, Correction, Fact
from .facts import DifferenceKind
from .merge import Merge

_CODES: Mapping[DifferenceKind, str] = {
    "type": "D401",
    "required": "D402",
    "return": "D403",
}


def report_differences(
    merge: Merge, corrected: ApiSpec, place: SourceSpan, diagnostics: Diagnostics
) -> None:
    """Report differences, unless an overlay settles them, and unmatched elements.

    ``corrected`` is the spec with overlays, ``place`` the second directory.
    """
    settled = _corrections(corrected)
    for each in merge.agreement.differences:
        fact: Fact = "required" if each.kind == "required" else "type"
        if not settled.get(each.span, frozenset()) & {fact, "format"}:
            diagnostics.add(
                _CODES[each.kind],
                each.span,
                subject=each.subject,
                first=each.first,
                second=each.second,
                other=each.other,
            )
    for subject, names, span in merge.ambiguous:
        diagnostics.add("D406", span, subject=subject, names=", ".join(names))
    for subject, span in merge.reordered:
        diagnostics.add("D408", span, name=subject)
    for code, found in (
        ("D404", merge.only_second),
        ("D405", merge.only_first),
        ("D407", merge.new_operations),
        ("D409", merge.taken),
    ):
        details = [f"{span}: {subject}" for subject, span in found]
        diagnostics.add_counted(code, place, details)


def _corrections(spec: ApiSpec) -> Mapping[SourceSpan, Set[Fact]]:
    """Return the facts that overlays correct, by the places of their nodes."""
    found: dict[SourceSpan, Set[Fact]] = {}
    for definition in spec.definitions:
        for each in definition.properties:
            found[each.span] = _facts(each.corrections)
    for api in spec.apis:
        for operation in api.operations:
            for parameter in operation.parameters:
                found[parameter.span] = _facts(parameter.corrections)
            results = [each for row in operation.responses for each in row.corrections]
            found[operation.span] = _facts(results)
    return found


def _facts(corrections: Iterable[Correction]) -> Set[Fact]:
    return frozenset(each.fact for each in corrections)
