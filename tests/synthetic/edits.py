"""Edits of a drop's facts, each with the changes that a comparison has to find.

An edit changes facts in place and returns what it did. Things that were edited are not
touched again, so that any number of edits add up.
"""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from .definitions import Fact

_TYPES = ("string", "number", "boolean", "object", "string[]")
_DATES = "ISO-8601"


class Planted(NamedTuple):
    """A change, as far as it does not depend on where pages have their lines."""

    kind: str
    api: str | None = None
    operation: str | None = None
    definition: str | None = None
    property: str | None = None
    parameter: str | None = None
    status: str | None = None
    required: bool | None = None
    old: str | None = None
    new: str | None = None


class Editor:
    """Makes edits at random places of a drop."""

    def __init__(self, facts: Fact, random: Random) -> None:
        self.facts = facts
        self.random = random
        self._touched: set[object] = set()
        self._count = 0
        self._endpoints = Counter(
            _endpoint(operation)
            for api in facts["classes"]
            for operation in api["operations"]
        )

    def edit(self, name: str) -> list[Planted]:
        """One edit by the name of its method; none where nothing fits any more."""
        return EDITS[name](self)

    def _new(self, stem: str) -> str:
        self._count += 1
        return f"{stem}Planted{self._count}"

    def _class(self) -> Fact:
        return self.random.choice(
            [
                c
                for c in self.facts["classes"]
                if ("class", c["name"]) not in self._touched
            ]
        )

    def _operation(self, fit: Callable[[Fact], Any] = bool) -> tuple[Fact, Fact] | None:
        found = [
            (api, operation)
            for api in self.facts["classes"]
            if ("class", api["name"]) not in self._touched
            for operation in api["operations"]
            if (api["name"], operation["name"]) not in self._touched and fit(operation)
        ]
        if not found:
            return None
        api, operation = self.random.choice(found)
        self._touched |= {(api["name"], operation["name"]), ("used", api["name"])}
        return api, operation

    def _definition(self, fit: Callable[[Fact], Any]) -> Fact | None:
        found = [
            definition
            for definition in self.facts["definitions"]
            if definition["name"] not in self._touched and fit(definition)
        ]
        if not found:
            return None
        definition: Fact = self.random.choice(found)
        self._touched.add(definition["name"])
        return definition

    def _other_type(self, old: str | None) -> str:
        return self.random.choice([type_ for type_ in _TYPES if type_ != old])

    def _some_operation(self, name: str) -> Fact:
        return {
            "name": name,
            "method": "GET",
            "path": f"/api/planted/{name}",
            "summary": "Planted.",
            "description": "",
            "deprecated": False,
            "parameters": [],
            "responses": [{"status": "200", "type": None, "description": "Fine."}],
        }

    def add_class(self) -> list[Planted]:
        """A class with two operations."""
        name = self._new("Zed") + "API"
        operations = [self._some_operation(self._new("get")) for _ in range(2)]
        self.facts["classes"].append(
            {
                "name": name,
                "file": f"classes/{name.lower()}-api.md",
                "description": "",
                "url": None,
                "operations": operations,
            }
        )
        self._touched.add(("class", name))
        added = [
            Planted("operation_added", name, o["name"], new=f"{name}.{o['name']}")
            for o in operations
        ]
        return [Planted("class_added", name, new=name), *added]

    def remove_class(self) -> list[Planted]:
        """A class that nothing else was done to."""
        free = [
            api
            for api in self.facts["classes"]
            if not {("class", api["name"]), ("used", api["name"])} & self._touched
        ]
        if len(free) < 3:
            return []
        api = self.random.choice(free)
        self.facts["classes"].remove(api)
        name = api["name"]
        removed = [
            Planted("operation_removed", name, o["name"], old=f"{name}.{o['name']}")
            for o in api["operations"]
        ]
        return [Planted("class_removed", name, old=name), *removed]

    def add_operation(self) -> list[Planted]:
        """An operation with an endpoint of its own."""
        api, name = self._class(), self._new("get")
        api["operations"].append(self._some_operation(name))
        self._touched |= {(api["name"], name), ("used", api["name"])}
        return [
            Planted("operation_added", api["name"], name, new=f"{api['name']}.{name}")
        ]

    def remove_operation(self) -> list[Planted]:
        """An operation of a class that keeps others."""
        found = self._operation()
        if found is None or len(found[0]["operations"]) == 1:
            return []
        api, operation = found
        api["operations"].remove(operation)
        key = f"{api['name']}.{operation['name']}"
        return [Planted("operation_removed", api["name"], operation["name"], old=key)]

    def rename_operation(self) -> list[Planted]:
        """An operation, by another name."""
        found = self._operation()
        if found is None:
            return []
        api, operation = found
        old, operation["name"] = operation["name"], self._new("renamed")
        new = operation["name"]
        self._touched.add((api["name"], new))
        old_key, new_key = f"{api['name']}.{old}", f"{api['name']}.{new}"
        return [
            Planted("operation_renamed", api["name"], new, old=old_key, new=new_key)
        ]

    def move_operation(self) -> list[Planted]:
        """An operation that one class documents, in another class."""
        found = self._operation(lambda o: self._endpoints[_endpoint(o)] == 1)
        target = self._class()
        if found is None or len(found[0]["operations"]) == 1 or found[0] is target:
            return []
        api, operation = found
        name = operation["name"]
        if any(name.lower() == o["name"].lower() for o in target["operations"]):
            return []
        api["operations"].remove(operation)
        target["operations"].append(operation)
        self._touched |= {(target["name"], name), ("used", target["name"])}
        old_key, new_key = f"{api['name']}.{name}", f"{target['name']}.{name}"
        return [
            Planted("operation_moved", target["name"], name, old=old_key, new=new_key)
        ]

    def change_endpoint(self) -> list[Planted]:
        """The path of an operation."""
        found = self._operation()
        if found is None:
            return []
        api, operation = found
        old = f"{operation['method']} {operation['path']}"
        operation["path"] = f"/planted{operation['path']}"
        new = f"{operation['method']} {operation['path']}"
        return [
            Planted(
                "endpoint_changed", api["name"], operation["name"], old=old, new=new
            )
        ]

    def deprecate(self) -> list[Planted]:
        """The warning block of an operation."""
        found = self._operation()
        if found is None:
            return []
        api, operation = found
        operation["deprecated"] = not operation["deprecated"]
        kind = "deprecated" if operation["deprecated"] else "undeprecated"
        return [Planted(kind, api["name"], operation["name"])]

    def change_summary(self) -> list[Planted]:
        """The summary of an operation."""
        found = self._operation()
        if found is None:
            return []
        api, operation = found
        operation["summary"] = "Says another thing."
        return [Planted("text_changed", api["name"], operation["name"])]

    def add_parameter(self) -> list[Planted]:
        """A parameter in the query."""
        found = self._operation()
        if found is None:
            return []
        api, operation = found
        made = {
            "in": "query",
            "name": self._new("query"),
            "type": self.random.choice(_TYPES),
            "required": self.random.random() < 0.5,
            "description": "Planted.",
        }
        at = sum(p["in"] in ("path", "header") for p in operation["parameters"])
        operation["parameters"].insert(at, made)
        return [
            Planted(
                "parameter_added",
                api["name"],
                operation["name"],
                parameter=made["name"],
                required=made["required"],
                new=made["type"],
            )
        ]

    def _query(self) -> tuple[Fact, Fact, Fact] | None:
        def fits(operation: Fact) -> list[Fact]:
            return [
                p
                for p in operation["parameters"]
                if p["in"] == "query" and _DATES not in p["description"]
            ]

        found = self._operation(fits)
        if found is None:
            return None
        return *found, self.random.choice(fits(found[1]))

    def remove_parameter(self) -> list[Planted]:
        """A parameter in the query."""
        found = self._query()
        if found is None:
            return []
        api, operation, parameter = found
        operation["parameters"].remove(parameter)
        return [
            Planted(
                "parameter_removed",
                api["name"],
                operation["name"],
                parameter=parameter["name"],
                old=parameter["type"],
            )
        ]

    def change_parameter(self) -> list[Planted]:
        """Type and necessity of a parameter in the query."""
        found = self._query()
        if found is None:
            return []
        api, operation, parameter = found
        old, parameter["type"] = parameter["type"], self._other_type(parameter["type"])
        parameter["required"] = not parameter["required"]
        became = "required" if parameter["required"] else "optional"
        named = Planted("", api["name"], operation["name"], parameter=parameter["name"])
        return [
            named._replace(
                kind="parameter_type_changed", old=old, new=parameter["type"]
            ),
            named._replace(kind=f"parameter_became_{became}"),
        ]

    def change_responses(self) -> list[Planted]:
        """The rows of a status table: one more, one less, one of another type."""
        found = self._operation(lambda o: len(o["responses"]) > 1)
        if found is None:
            return []
        api, operation = found
        rows = operation["responses"]
        named = Planted("", api["name"], operation["name"])
        gone = rows.pop()
        old, rows[0]["type"] = rows[0]["type"], self._other_type(rows[0]["type"])
        rows.append({"status": "599", "type": "string", "description": "Odd."})
        return [
            named._replace(
                kind="response_removed", status=gone["status"], old=gone["type"]
            ),
            named._replace(
                kind="response_type_changed",
                status=rows[0]["status"],
                old=old,
                new=rows[0]["type"],
            ),
            named._replace(kind="response_added", status="599", new="string"),
        ]

    def add_definition(self) -> list[Planted]:
        """A definition."""
        name = self._new("Zed")
        row = {"name": "id", "type": "string", "required": True, "description": ""}
        self.facts["definitions"].append(
            {
                "name": name,
                "file": f"definitions/{name.lower()}-definition.md",
                "description": "",
                "properties": [row],
            }
        )
        self._touched.add(name)
        return [Planted("definition_added", definition=name, new=name)]

    def remove_definition(self) -> list[Planted]:
        """A definition; links to it lead nowhere then, and its name stays a type."""
        definition = self._definition(bool)
        if definition is None:
            return []
        self.facts["definitions"].remove(definition)
        name = definition["name"]
        return [Planted("definition_removed", definition=name, old=name)]

    def add_property(self) -> list[Planted]:
        """A property."""
        definition = self._definition(lambda d: d["properties"])
        if definition is None:
            return []
        row = {
            "name": self._new("property"),
            "type": self.random.choice(_TYPES),
            "required": self.random.random() < 0.5,
            "description": "",
        }
        definition["properties"].append(row)
        return [
            Planted(
                "property_added",
                definition=definition["name"],
                property=row["name"],
                required=row["required"],
                new=row["type"],
            )
        ]

    def _property(self) -> tuple[Fact, Fact] | None:
        def fits(definition: Fact) -> list[Fact]:
            return [
                row
                for row in definition["properties"]
                if _DATES not in row["description"]
            ]

        definition = self._definition(lambda d: len(fits(d)) > 1)
        if definition is None:
            return None
        return definition, self.random.choice(fits(definition))

    def remove_property(self) -> list[Planted]:
        """A property."""
        found = self._property()
        if found is None:
            return []
        definition, row = found
        definition["properties"].remove(row)
        named = Planted("", definition=definition["name"], property=row["name"])
        return [named._replace(kind="property_removed", old=row["type"])]

    def change_property(self) -> list[Planted]:
        """Type, necessity and description of a property."""
        found = self._property()
        if found is None:
            return []
        definition, row = found
        old, row["type"] = row["type"], self._other_type(row["type"])
        row["required"] = not row["required"]
        row["description"] = "Says another thing."
        became = "required" if row["required"] else "optional"
        named = Planted("", definition=definition["name"], property=row["name"])
        return [
            named._replace(kind="property_type_changed", old=old, new=row["type"]),
            named._replace(kind=f"property_became_{became}"),
            named._replace(kind="text_changed"),
        ]


def _endpoint(operation: Fact) -> tuple[str, str]:
    return operation["method"], operation["path"]


EDITS: dict[str, Callable[[Editor], list[Planted]]] = {
    name: method
    for name, method in vars(Editor).items()
    if not name.startswith("_") and name != "edit"
}
