"""A second documentation of the same API, as openapi-generator's templates write it.

It knows what the first does not: whole numbers, maps, known values, permissions.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from random import Random

from generator.model import ApiClass, ApiSpec, Definition, Field, Operation, TypeRef
from generator.naming.identifiers import Words

VERSION = "7.1.0"
_FIELDS = "|Name | Type | Description | Notes|"
_DASHES = "|------------ | ------------- | ------------- | -------------|"
_TIMES = {"date-time": "datetime", "local-date-time": "datetime", "date": "date"}
_MAPS = ("dict(str, str)", "dict(str, object)", "dict(str, int)", "object")


class Second:
    """The pages of a spec, with facts that a seed chooses."""

    def __init__(self, spec: ApiSpec, seed: int = 0) -> None:
        self._spec = spec
        self._random = Random(seed)
        self._snake = Words().snake
        self._models = {each.name for each in spec.definitions}

    def write(self, folder: Path) -> None:
        """Write all pages into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.pages().items():
            (folder / name).write_bytes(text.encode())

    def pages(self) -> dict[str, str]:
        """All pages by their names."""
        pages = {f"{d.name}.md": self._model(d) for d in self._spec.definitions}
        for api in self._spec.apis:
            name = f"{api.name.removesuffix('API')}Api"
            pages[f"{name}.md"] = self._class(name, api)
        return pages

    def _model(self, definition: Definition) -> str:
        name = definition.name
        rows = [
            f"| **{self._snake(each.name)}** | {self._type(each, '')} "
            f"| {_text(each.description)} | {'' if each.required else '[optional] '}|"
            for each in definition.properties
        ]
        lines = [f"# {name}", "", f"## {name}", "", "## Properties", ""]
        return "\n".join([*lines, _FIELDS, _DASHES, *rows, *_end()])

    def _class(self, name: str, api: ApiClass) -> str:
        methods = [self._snake(operation.name) for operation in api.operations]
        lines = [
            f"# {name}",
            "",
            f"## Second.{name}",
            "",
            "All URIs are relative to *https://api.example*",
            "",
            "|Method | Description|",
            "|------------- | -------------|",
        ]
        for method, operation in zip(methods, api.operations, strict=True):
            text = _text(operation.summary)
            lines.append(f"|[**{method}**](#{method}) | {text}|")
        for method, operation in zip(methods, api.operations, strict=True):
            lines += self._operation(method, operation)
        return "\n".join([*lines, *_end()])

    def _operation(self, name: str, operation: Operation) -> list[str]:
        parameters = sorted(operation.parameters, key=lambda each: not each.required)
        names = [self._argument(each) for each in parameters]
        returned = next(
            (each.type for each in operation.responses if each.is_success), None
        )
        notation = "void (empty response body)"
        if returned is not None:
            notation = self._linked(returned, "**")
        preview = f"{name} is a preview method and is subject to both breaking and "
        preview += "non-breaking changes at any time without notice\n"
        lines = ["", "", f"## {name}", "", f"> {name}({', '.join(names)})", ""]
        lines += ["", " ".join(operation.summary.split()), ""]
        lines += [preview] * (self._random.random() < 0.1)
        lines += [f"Wraps {operation.method} {operation.path} ", ""]
        lines += [*self._permissions(), "", "### Example", "", "```python"]
        lines += ["import time", "```", "", "### Parameters", "", ""]
        if parameters:
            lines += [_FIELDS, _DASHES]
            for each, argument in zip(parameters, names, strict=True):
                notes = "" if each.required else self._notes(each)
                kind = self._type(each, "**")
                text = _text(each.description)
                lines.append(f"| **{argument}** | {kind}| {text} | {notes} |")
        else:
            lines.append("This endpoint does not need any parameters.")
        return [*lines, "", "### Return type", "", notation]

    def _argument(self, field: Field) -> str:
        return self._snake(field.name)

    def _permissions(self) -> list[str]:
        require = self._random.choice(("ANY", "ALL", ""))
        if not require:
            return ["Requires no permissions"]
        count = self._random.randint(1, 3)
        names = [f"* area:thing{number}:view" for number in range(count)]
        return [f"Requires {require} permissions: ", "", *names]

    def _notes(self, field: Field) -> str:
        kind, chance = field.type, self._random.random()
        if kind is None or kind.array or kind.name != "string" or field.format:
            return "[optional] "
        if chance < 0.2:
            return "[optional] [default to &#39;one&#39;]<br />**Values**: one, two"
        return "[optional] <br />**Values**: one, two" if chance < 0.5 else "[optional]"

    def _type(self, field: Field, mark: str) -> str:
        kind = field.type
        if kind is None:
            return f"{mark}object{mark}"
        if kind.name == "number" and not kind.definition:
            name = "int" if self._random.random() < 0.9 else "float"
            return _array(name, kind, mark)
        if kind.name == "object" and not kind.definition and not kind.array:
            return f"{mark}{self._random.choice(_MAPS)}{mark}"
        if field.format in _TIMES:
            return _array(_TIMES[field.format], kind, mark)
        return self._linked(kind, mark)

    def _linked(self, kind: TypeRef, mark: str) -> str:
        names = {"string": "str", "boolean": "bool", "number": "int", "Array": "object"}
        if kind.name == "Array":
            return f"{mark}list[list[object]]{mark}"
        if not kind.definition:
            return _array(names.get(kind.name, kind.name), kind, mark)
        if kind.name not in self._models:
            return _array("object", kind, mark)
        return f"[{_array(kind.name, kind, mark)}]({kind.name})"


def _array(name: str, kind: TypeRef, mark: str) -> str:
    return f"{mark}list[{name}]{mark}" if kind.array else f"{mark}{name}{mark}"


def _text(text: str) -> str:
    return escape(" ".join(text.split()), quote=True)


def _end() -> Iterable[str]:
    return ("", "", "", f"_Second {VERSION}_", "")
