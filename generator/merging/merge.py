"""The merge of two specs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from ..model import (
    ApiClass,
    ApiSpec,
    Definition,
    Operation,
    Parameter,
    SourceSpan,
)
from ..naming import Words
from ..operation_matching import endpoint
from .confirmed import Confirmer, DoubtfulName, add_taken
from .facts import Agreement, Difference, FieldT, merge_field, merge_types
from .facts import type_notation as _notation
from .matching import Key, match_names, squashed


class SecondSpec(msgspec.Struct, frozen=True):
    """The second documents: their model, and the name of their directory."""

    spec: ApiSpec
    label: str
    takes_operations: bool = False
    """True if operations that only these documents have become part of the API."""


class Merge(msgspec.Struct):
    """A merged spec, with the elements that do not match.

    ``taken`` are operations that only the second documents have, ``new_operations``
    those that were not taken. ``ambiguous`` are elements of the first documents that
    fit several of the second, ``reordered`` the operations whose path arguments the
    second documents order otherwise than the path.
    """

    spec: ApiSpec
    agreement: Agreement
    matched: int = 0
    only_first: list[tuple[str, SourceSpan]] = msgspec.field(
        default_factory=list[tuple[str, SourceSpan]]
    )
    only_second: list[tuple[str, SourceSpan]] = msgspec.field(
        default_factory=list[tuple[str, SourceSpan]]
    )
    taken: list[tuple[str, SourceSpan]] = msgspec.field(
        default_factory=list[tuple[str, SourceSpan]]
    )
    new_operations: list[tuple[str, SourceSpan]] = msgspec.field(
        default_factory=list[tuple[str, SourceSpan]]
    )
    ambiguous: list[tuple[str, tuple[str, ...], SourceSpan]] = msgspec.field(
        default_factory=list[tuple[str, tuple[str, ...], SourceSpan]]
    )
    reordered: list[tuple[str, SourceSpan]] = msgspec.field(
        default_factory=list[tuple[str, SourceSpan]]
    )


def merge_specs(
    first: ApiSpec, second: SecondSpec, acronyms: Iterable[str] = ()
) -> Merge:
    """Return the first spec with the facts of the second.

    Args:
        first: The documents that decide which elements exist.
        second: The documents that know more about them.
        acronyms: Words of the naming rules.
    """
    return _Merger(first, second, Words(acronyms).snake).run()


class _Merger:
    def __init__(self, first: ApiSpec, second: SecondSpec, spell: Key) -> None:
        self._first = first
        self._second = second
        self._spell = spell
        self._agreement = Agreement()
        self._merge = Merge(first, self._agreement)
        self._operations = _by_endpoint(second.spec)
        self._used: set[tuple[str, str]] = set()
        self._files: dict[str, str] = {}
        self._open = {each.name for each in first.definitions if each.is_open}

    def run(self) -> Merge:
        """Merge all."""
        apis = tuple(map(self._api, self._first.apis))
        definitions = self._definitions()
        self._merge.spec = ApiSpec(apis=apis, definitions=definitions)
        self._add_operations()
        return self._merge

    def _add_operations(self) -> None:
        """Take operations that only the second documents have, or list them."""
        second = self._second
        confirmer = None
        if second.takes_operations:
            confirmer = Confirmer(self._first, second.spec, second.label, self._spell)
        for key, found in self._operations.items():
            if key in self._used:
                continue
            api, operation = found[0]
            name = f"{api.name}.{operation.name} ({' '.join(key)})"
            listed = self._merge.new_operations
            if confirmer is not None:
                try:
                    confirmer.take(api, operation)
                    listed = self._merge.taken
                except DoubtfulName as error:
                    name = f"{name}: {error}"
            listed.append((name, self._at(operation.span)))
        if confirmer is not None and self._merge.taken:
            self._merge.spec = add_taken(self._merge.spec, confirmer.taken)

    def _at(self, span: SourceSpan) -> SourceSpan:
        """Return a place in the second documents."""
        file = self._files.get(span.file)
        if file is None:
            file = self._files[span.file] = f"{self._second.label}/{span.file}"
        return SourceSpan(file, span.line, span.column)

    def _api(self, api: ApiClass) -> ApiClass:
        return replace(
            api, operations=tuple(self._operation(api, each) for each in api.operations)
        )

    def _operation(self, api: ApiClass, operation: Operation) -> Operation:
        key = endpoint(operation)
        candidates = self._operations.get(key)
        subject = f"{api.name}.{operation.name}"
        if not candidates:
            self._merge.only_first.append((subject, operation.span))
            return operation
        self._used.add(key)
        other = _best(candidates, api, self._spell(operation.name))
        parameters = self._parameters(operation, other, subject)
        self._compare_results(operation, other, subject)
        reordered = _is_reordered(other)
        if reordered:
            self._merge.reordered.append((subject, operation.span))
        return replace(
            operation,
            parameters=parameters,
            permissions=operation.permissions or other.permissions,
            preview=operation.preview or other.preview,
            keyword_path=operation.keyword_path or reordered,
            also=self._at(other.span),
        )

    def _parameters(
        self, first: Operation, second: Operation, subject: str
    ) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        second = _with_body(first, second)
        for locations in (("path",), ("body",), ("query", "header")):
            ours, theirs = (
                [each for each in operation.parameters if each.location in locations]
                for operation in (first, second)
            )
            for each in self._fields(ours, theirs, subject):
                found[each.location, each.name] = each
        return tuple(found[each.location, each.name] for each in first.parameters)

    def _fields(
        self, first: Sequence[FieldT], second: Sequence[FieldT], subject: str
    ) -> list[FieldT]:
        """Return the fields of one element with the facts of their counterparts."""
        if not first and not second:
            return []
        matches = match_names(first, second, self._spell)
        for node in matches.only_first:
            name = f"{subject}.{node.name}"
            if node.name in matches.ambiguous:
                names = matches.ambiguous[node.name]
                self._merge.ambiguous.append((name, names, node.span))
            else:
                self._merge.only_first.append((name, node.span))
        for node in matches.only_second:
            place = self._at(node.span)
            self._merge.only_second.append((f"{subject}.{node.name}", place))
        self._merge.matched += len(matches.pairs)
        return [
            (
                merge_field(
                    node,
                    other,
                    f"{subject}.{node.name}",
                    self._at(other.span),
                    self._open,
                    self._agreement,
                )
                if (other := matches.pairs.get(node.name)) is not None
                else node
            )
            for node in first
        ]

    def _compare_results(
        self, first: Operation, second: Operation, subject: str
    ) -> None:
        """Compare the returned type with those of the successes."""
        results = (row.type for row in second.responses if row.is_success)
        returned = next(results, None)
        types = [row.type for row in first.responses if row.is_success] or [None]
        for type_ in types:
            if merge_types(type_, None, returned, None, self._open) is not None:
                self._agreement.alike += 1
                return
        before = " or ".join(dict.fromkeys(map(_notation, types)))
        other = self._at(second.span)
        self._agreement.differences.append(
            Difference(
                "return", subject, before, _notation(returned), first.span, other
            )
        )

    def _definitions(self) -> tuple[Definition, ...]:
        """Return the definitions; models that only the second documents have are left.

        They are no part of the API that the first documents describe.
        """
        matches = match_names(
            self._first.definitions, self._second.spec.definitions, str
        )
        for each in matches.only_first:
            if each.name in matches.ambiguous:
                names = matches.ambiguous[each.name]
                self._merge.ambiguous.append((each.name, names, each.span))
            else:
                self._merge.only_first.append((each.name, each.span))
        found: list[Definition] = []
        for first in self._first.definitions:
            second = matches.pairs.get(first.name)
            if second is not None:
                fields = self._fields(first.properties, second.properties, first.name)
                place = self._at(second.span)
                first = replace(first, properties=tuple(fields), also=place)
            found.append(first)
        return tuple(found)


def _by_endpoint(
    spec: ApiSpec,
) -> Mapping[tuple[str, str], list[tuple[ApiClass, Operation]]]:
    found: defaultdict[tuple[str, str], list[tuple[ApiClass, Operation]]]
    found = defaultdict(list)
    for api in spec.apis:
        for operation in api.operations:
            found[endpoint(operation)].append((api, operation))
    return found


def _best(
    candidates: Sequence[tuple[ApiClass, Operation]], api: ApiClass, name: str
) -> Operation:
    """Return the operation of the same class, else that with the name, else the first.

    Several classes may document an endpoint, in both documents.
    """
    own = squashed(api.name)
    for other, operation in candidates:
        if squashed(other.name) == own:
            return operation
    named = (each for _, each in candidates if each.name == name)
    return next(named, candidates[0][1])


def _with_body(first: Operation, second: Operation) -> Operation:
    """Return the second operation with its body, if only the first has one by name.

    Then it is the only parameter that has no name in the first.
    """
    if any(each.location == "body" for each in second.parameters):
        return second
    if not any(each.location == "body" for each in first.parameters):
        return second
    known = {squashed(each.name) for each in first.parameters}
    others = [
        each
        for each in second.parameters
        if each.location == "query" and squashed(each.name) not in known
    ]
    if len(others) != 1:
        return second
    body = replace(others[0], location="body", name="body")
    parameters = (body if each is others[0] else each for each in second.parameters)
    return replace(second, parameters=tuple(parameters))


def _is_reordered(second: Operation) -> bool:
    """Return True if the second documents order texts of a path unlike the path.

    Types tell the other arguments apart.
    """
    names = [
        each.name
        for each in second.parameters
        if each.location == "path" and _is_text(each)
    ]
    return names != sorted(names, key=lambda name: second.path.find(f"{{{name}}}"))


def _is_text(parameter: Parameter) -> bool:
    type_ = parameter.type
    return type_ is not None and type_.name == "string" and parameter.format is None
