"""Resources: items of collections, and single ones, by the structure of paths.

``/users`` is a collection because the API has a path ``/users/{userId}``. Items that no
client changed are made up from their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

from msgspec.structs import replace

from ..model import Property, TypeRef
from .clock import TODAY, Clock
from .errors import ApiError
from .ids import Ids
from .jobs import Jobs
from .nouns import kind_of_definition, kind_of_field, words_of
from .spec_index import Endpoint, Match, SpecIndex
from .store import Row, Store
from .texts import format_time, is_time, pick_key
from .values import ResponseValues, fields_of, fits, is_array, is_object, is_text


@dataclass(frozen=True)
class Place:
    """Place of a resource: its collection and key; a single one has no key."""

    collection: str
    key: str = ""

    @property
    def path(self) -> str:
        """The path of the resource."""
        key = quote(self.key, safe="")
        return f"{self.collection}/{key}" if self.key else self.collection


class Resources:
    """Reads, creates, changes and deletes resources."""

    def __init__(
        self,
        index: SpecIndex,
        values: ResponseValues,
        ids: Ids,
        store: Store,
        clock: Clock,
        *,
        any_id: bool,
    ) -> None:
        self._index = index
        self._values = values
        self._ids = ids
        self._store = store
        self._clock = clock
        self._any_id = any_id
        self.jobs = Jobs(store, clock)

    def place(self, endpoint: Endpoint, path: str) -> Place:
        """Return the place of the resource at a path."""
        if not endpoint.is_item:
            return Place(path)
        collection, _, key = path.rpartition("/")
        return Place(collection, unquote(key))

    def check_path(self, match: Match, path: str) -> None:
        """Ensure that all items of a path exist.

        Raises:
            ApiError: An item does not exist.
        """
        endpoint = match.endpoint
        segments, last = path.split("/"), len(endpoint.segments) - 1
        for position, template in enumerate(endpoint.segments):
            if template[:1] != "{" or template[-1:] != "}":
                continue
            if position == last and self._may_create(endpoint):
                continue
            place = Place("/".join(segments[:position]), unquote(segments[position]))
            if not self._exists(place, template[1:-1] in endpoint.ids):
                message = f"{template[1:-1]} {place.key!r} does not exist"
                raise ApiError(404, "not.found", message)

    def _may_create(self, endpoint: Endpoint) -> bool:
        """Return True if a PUT creates the item, because no POST does."""
        collection = endpoint.shape.rpartition("/")[0]
        is_put = endpoint.operation.method == "PUT"
        return is_put and ("POST", collection) not in self._index.by_shape

    def _exists(self, place: Place, has_id: bool) -> bool:
        row = self._store.get(place.collection, place.key)
        if row is not None:
            return not row.is_deleted
        # Documents disagree on whether a week is an id or a date.
        is_known = self._ids.is_own(place.key) or is_time("date", place.key)
        return not has_id or self._any_id or is_known

    def read(self, endpoint: Endpoint, place: Place, type_: TypeRef | None) -> Any:
        """Return a resource as a type."""
        if type_ is None:
            return None
        row = self._store.get(place.collection, place.key)
        step = self.jobs.step(endpoint, place.path)
        if row is not None and step == 2:
            row = replace(row, is_created=False)
        value = self._render(type_, place, row, self._identity(endpoint, place, type_))
        if step is None:
            return value
        # A client that changes the state of a job, to cancel it, has its way.
        given: Any = row.body if row is not None and row.version > 1 else {}
        return self._described(type_, value, step, given)

    def _described(
        self, type_: TypeRef, value: Any, step: int, given: Mapping[str, Any]
    ) -> Any:
        definition = self._index.definitions.get(type_.name)
        if definition is None or not is_object(value):
            return value
        described = self.jobs.describe(definition, value, step)
        return described | {k: v for k, v in value.items() if k in given}

    def _identity(self, endpoint: Endpoint, place: Place, type_: TypeRef) -> str:
        """Return the id of a resource, which chooses its values."""
        if place.key:
            return place.key
        kind = kind_of_definition(type_.name) if type_.definition else ()
        for name, segment in zip(endpoint.segments, place.path.split("/"), strict=True):
            if name[:1] == "{" and kind and kind_of_field(name[1:-1])[-1:] == kind[-1:]:
                return unquote(segment)
        return self._values.reference(kind, pick_key(0, place.path))

    def item(self, type_: TypeRef, place: Place, row: Row | None = None) -> Any:
        """Return an item of a listing."""
        return self._render(type_, place, row, place.key)

    def _render(
        self, type_: TypeRef, place: Place, row: Row | None, identity: str
    ) -> Any:
        if row is None:
            value = self._values.make(type_, identity, path=place.path)
        else:
            value = self._values.make(
                type_,
                identity,
                given=row.body,
                path=place.path,
                minimal=row.is_created,
            )
        if is_object(value):
            return self._stamped(type_, value, place, row)
        return value

    def _stamped(
        self, type_: TypeRef, value: dict[str, Any], place: Place, row: Row | None
    ) -> dict[str, Any]:
        """Add what the server knows: the key, the version, the times."""
        definition = self._index.definitions.get(type_.name)
        if definition is None or definition.is_open:
            return value
        stamped = dict(value)
        for name, item in fields_of(definition).items():
            if item.type is None or item.type.array:
                continue
            if name == "id" and place.key and is_text(item):
                stamped[name] = place.key
            elif name == "version" and row is not None and fits(item.type, row.version):
                stamped[name] = row.version
            elif row is not None and row.is_created and _is_server_time(item):
                moment = TODAY + timedelta(seconds=row.created)
                stamped[name] = format_time(moment, "date-time")
        return stamped

    def rows(self, collection: str) -> list[Row]:
        """Return the changed items of a collection."""
        return self._store.list(collection)

    def create(self, endpoint: Endpoint, path: str, body: Any) -> Any:
        """Create the items of a body in a collection, and return the response."""
        item = self._item_endpoint(endpoint)
        names = key_fields(item.names[-1] if item else "jobId")
        bodies = body if is_array(body) else [body]
        places: list[Place] = []
        for one in bodies:
            given = one if is_object(one) else {}
            key = self._new_key(path, given, names)
            place = Place(path, key)
            self._store.put(
                path,
                Row(key=key, body=given, is_created=True, created=self._clock()),
            )
            places.append(place)
            if endpoint.is_job:
                self.jobs.start(key)
        return self._created(endpoint.type, names, places)

    def _item_endpoint(self, endpoint: Endpoint) -> Endpoint | None:
        """Return an operation on the items of a collection; jobs may have none."""
        shape = f"{endpoint.shape}/{{}}"
        methods = ("GET", "PUT", "PATCH", "DELETE", "POST", "HEAD")
        found = (self._index.by_shape.get((method, shape)) for method in methods)
        return next((one for one in found if one is not None), None)

    def _new_key(self, path: str, given: dict[str, Any], names: list[str]) -> str:
        for name in names:
            key = given.get(name)
            if isinstance(key, str) and key:
                row = self._store.get(path, key)
                if row is not None and not row.is_deleted:
                    raise ApiError(409, "conflict", f"{name} {key!r} already exists")
                return key
        return self._ids.make(f"{path}/created", self._store.count())

    def _created(
        self, type_: TypeRef | None, names: list[str], places: list[Place]
    ) -> Any:
        if type_ is None:
            return None
        rendered = [self._created_item(type_, names, place) for place in places]
        if type_.array:
            return rendered
        return rendered[0] if rendered else self._values.make(type_, "", minimal=True)

    def _created_item(self, type_: TypeRef, names: list[str], place: Place) -> Any:
        if type_.array:
            type_ = TypeRef(name=type_.name, definition=type_.definition)
        row = self._store.get(place.collection, place.key)
        if not type_.definition:
            return place.key if type_.name == "string" else self._values.make(type_, "")
        value = self._render(type_, place, row, place.key)
        step = self.jobs.step_of(place.key)
        if step is not None:
            value = self._described(type_, value, step, {})
        if not self._set_key(type_, value, names, place.key):
            # The response may contain the item: ``{"conversation": {"id": ...}}``.
            for name, item in self._fields(type_).items():
                inner = value.get(name)
                part = dict(inner) if is_object(inner) else {}
                if item.type and self._set_key(item.type, part, names, place.key):
                    value[name] = [part] if item.type.array else part
                    break
        return value

    def _fields(self, type_: TypeRef) -> dict[str, Property]:
        definition = self._index.definitions.get(type_.name)
        return fields_of(definition) if definition and type_.definition else {}

    def _set_key(
        self, type_: TypeRef, value: dict[str, Any], names: list[str], key: str
    ) -> bool:
        """Write the key of a new item into its response; return True if it has one."""
        fields = self._fields(type_)
        for name in names:
            item = fields.get(name)
            if item is None or item.type is None or item.type.name != "string":
                continue
            if item.format is None:
                value[name] = [key] if item.type.array else key
                return True
        return False

    def change(self, endpoint: Endpoint, place: Place, body: Any) -> None:
        """Replace (PUT) or change (PATCH) a resource.

        Raises:
            ApiError: The body has a version that is not the present one.
        """
        row = self._store.get(place.collection, place.key)
        if row is None or row.is_deleted:
            row = Row(key=place.key, body={}, version=1, created=self._clock())
        version = body.get("version") if is_object(body) else None
        if isinstance(version, int) and version != row.version:
            message = f"body.version must be {row.version}, not {version}"
            raise ApiError(409, "version.conflict", message)
        if endpoint.operation.method == "PATCH" and is_object(row.body):
            body = {**row.body, **body} if is_object(body) else row.body
        changed = replace(
            row, body={} if body is None else body, version=row.version + 1
        )
        self._store.put(place.collection, changed)

    def delete(self, place: Place) -> None:
        """Delete an item; a single resource returns to its made-up state."""
        row = Row(key=place.key, body=None if place.key else {})
        self._store.put(place.collection, row)


def _is_server_time(item: Property) -> bool:
    """Return True if a field is the time of a creation or change."""
    last = words_of(item.name)[-1:]
    return item.format == "date-time" and last in (("created",), ("modified",))


def key_fields(parameter: str) -> list[str]:
    """Return the fields of an item that may contain its key.

    ``{conversationId}`` is the field ``conversationId`` or ``id``, ``{roomJid}`` is
    ``roomJid`` or ``jid``.
    """
    words = words_of(parameter)
    return list(dict.fromkeys((parameter, words[-1] if words else "id", "id")))
