"""Changes of an operation that both specs have."""

from collections.abc import Iterator

from ..model import Operation, Parameter, Response
from ..operation_matching import ClassOperation, OperationPair, endpoint, positional
from .changes import Change, Kind, Text
from .classification import Case
from .notation import added_values, changed_texts, notation, notations, texts_differ
from .places import OperationPlace


def operation_added(member: ClassOperation) -> Change:
    """Return an operation that only the new spec has."""
    place = OperationPlace(member.api.name, member.operation.name)
    return place.change("operation_added", member.operation.span, new=member.key)


def operation_removed(member: ClassOperation) -> Change:
    """Return an operation that only the old spec has."""
    place = OperationPlace(member.api.name, member.operation.name)
    return place.change("operation_removed", member.operation.span, old=member.key)


def compare_operations(pair: OperationPair) -> Iterator[Change]:
    """Yield all changes of one operation."""
    old, new = pair.old.operation, pair.new.operation
    place = OperationPlace(pair.new.api.name, new.name)
    if pair.kind != "kept":
        renamed = pair.kind == "renamed"
        kind: Kind = "operation_renamed" if renamed else "operation_moved"
        yield place.change(kind, new.span, old=pair.old.key, new=pair.new.key)
    if old == new:
        return
    yield from _compare_itself(old, new, place)
    yield from _parameters(old, new, place)
    yield from _responses(old, new, place)


def _compare_itself(
    old: Operation, new: Operation, place: OperationPlace
) -> Iterator[Change]:
    if (old.method, old.path) != (new.method, new.path):
        same = endpoint(old) == endpoint(new)
        yield place.change(
            "endpoint_changed",
            new.span,
            "names of variables" if same else "address",
            old=f"{old.method} {old.path}",
            new=f"{new.method} {new.path}",
        )
    if old.deprecated != new.deprecated:
        kind: Kind = "deprecated" if new.deprecated else "undeprecated"
        yield place.change(
            kind, new.span, old=old.deprecation or None, new=new.deprecation or None
        )
    if (before := _paging(old)) != (after := _paging(new)):
        case: Case = "lost or changed" if before else "gained"
        yield place.change("paging_changed", new.span, case, old=before, new=after)
    if _required_permissions(old) != _required_permissions(new):
        yield place.change(
            "permissions_changed",
            new.span,
            old=_permissions(old),
            new=_permissions(new),
        )
    texts: list[tuple[Text, str, str]] = [
        ("summary", old.summary, new.summary),
        ("description", old.description, new.description),
    ]
    if old.preview != new.preview:
        marks = ["preview" * each.preview for each in (old, new)]
        texts.append(("preview", marks[0], marks[1]))
    if old.deprecated and new.deprecated:
        texts.append(("deprecation", old.deprecation, new.deprecation))
    for text, before_text, after_text in texts:
        if texts_differ(before_text, after_text):
            yield place.change(
                "text_changed", new.span, text=text, old=before_text, new=after_text
            )


def _required_permissions(operation: Operation) -> tuple[str, frozenset[str]] | None:
    """Return the permissions regardless of their order; any of one is all of it."""
    permissions = operation.permissions
    if permissions is None:
        return None
    require = permissions.require if len(permissions.names) > 1 else "all"
    return require, frozenset(permissions.names)


def _permissions(operation: Operation) -> str | None:
    """Return the permissions of an operation in a line."""
    permissions = operation.permissions
    if permissions is None:
        return None
    names = ", ".join(permissions.names)
    return f"{permissions.require} of {names}" if names else "no permissions"


def _paging(operation: Operation) -> str | None:
    """Return the pagination of an operation in a line."""
    paging = operation.paging
    if paging is None:
        return None
    turns = f" by {paging.location}.{paging.parameter}" if paging.location else ""
    ends = "".join(
        f", {name} {path}"
        for name, path in (("next", paging.next), ("last", paging.last))
        if path
    )
    return f"{paging.style}{turns}: {paging.items} of {notation(paging.item)}{ends}"


def _parameters(
    old: Operation, new: Operation, place: OperationPlace
) -> Iterator[Change]:
    before = {(p.location, p.name): p for p in old.parameters}
    after = {(p.location, p.name): p for p in new.parameters}
    for key, parameter in after.items():
        if key in before:
            yield from _parameter(before[key], parameter, place)
        else:
            yield _parameter_presence("parameter_added", parameter, place)
    for key, parameter in before.items():
        if key not in after:
            yield _parameter_presence("parameter_removed", parameter, place)
    orders = [[p.name for p in positional(operation)] for operation in (old, new)]
    common = set(orders[0]) & set(orders[1])
    places = [{n: i for i, n in enumerate(names) if n in common} for names in orders]
    became_keywords = new.keyword_path and not old.keyword_path
    if places[0] != places[1] or became_keywords:
        old_order, new_order = (", ".join(names) for names in orders)
        kind: Kind = "parameter_order_changed"
        yield place.change(kind, new.span, old=old_order, new=new_order)


def _parameter_presence(
    kind: Kind, parameter: Parameter, place: OperationPlace
) -> Change:
    """Return the change of an added or removed parameter."""
    came = kind == "parameter_added"
    cases: tuple[Case] = ("required",) if parameter.required else ("optional",)
    type_ = notation(parameter.type)
    return place.change(
        kind,
        parameter.span,
        *(cases if came else ()),
        parameter=parameter.name,
        location=parameter.location,
        required=parameter.required if came else None,
        **{"new" if came else "old": type_},
    )


def _parameter(
    old: Parameter, new: Parameter, place: OperationPlace
) -> Iterator[Change]:
    named = {"parameter": new.name, "location": new.location}
    if (old.type, old.format) != (new.type, new.format):
        case: Case = "to any type" if new.type is None else "other"
        before_type, after_type = notations(old, new)
        yield place.change(
            "parameter_type_changed",
            new.span,
            case,
            old=before_type,
            new=after_type,
            **named,
        )
    if old.required != new.required:
        kind: Kind = (
            "parameter_became_required" if new.required else "parameter_became_optional"
        )
        yield place.change(kind, new.span, **named)
    if values := added_values(old, new):
        yield place.change("value_added", new.span, new=values, **named)
    for text, before, after in changed_texts(old, new):
        yield place.change(
            "text_changed", new.span, text=text, old=before, new=after, **named
        )


def _responses(
    old: Operation, new: Operation, place: OperationPlace
) -> Iterator[Change]:
    before = {row.status: row for row in old.responses}
    after = {row.status: row for row in new.responses}
    # A method without any documented success returns None.
    known = {row.type for row in old.responses if row.is_success} or {None}
    for status, row in after.items():
        if status in before:
            yield from _response(before[status], row, place)
        else:
            new_type = row.is_success and row.type not in known
            yield place.change(
                "response_added",
                row.span,
                "success of a new type" if new_type else "other",
                status=status,
                new=notation(row.type),
            )
    for status, row in before.items():
        if status not in after:
            yield place.change(
                "response_removed",
                row.span,
                "success" if row.is_success else "other",
                status=status,
                old=notation(row.type),
            )


def _response(old: Response, new: Response, place: OperationPlace) -> Iterator[Change]:
    if old.type != new.type:
        yield place.change(
            "response_type_changed",
            new.span,
            status=new.status,
            old=notation(old.type),
            new=notation(new.type),
        )
    if texts_differ(old.description, new.description):
        yield place.change(
            "text_changed",
            new.span,
            status=new.status,
            text="description",
            old=old.description,
            new=new.description,
        )
