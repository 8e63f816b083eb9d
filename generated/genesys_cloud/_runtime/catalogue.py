"""The operations of a package as a mapping that loads each class on first use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, cast

from .operation import Operation


class Operations(Mapping[str, Operation[Any]]):
    """Operations by their names in the documents, ``LicenseAPI.getLicenseUsers``.

    Looking one up imports the module of its class, iterating imports all of them.
    """

    def __init__(self, package: str, modules: Mapping[str, str]) -> None:
        """Take the name of the client's package, and its modules by class name."""
        self._package = package
        self._modules = dict(modules)
        self._loaded: dict[str, dict[str, Operation[Any]]] = {}

    def __repr__(self) -> str:
        return f"<operations of {self._package}>"

    def __getitem__(self, name: str) -> Operation[Any]:
        parts = name.split(".")
        # Names of classes may hold dots, and so may those of operations.
        for end in range(1, len(parts)):
            api = ".".join(parts[:end])
            if api in self._modules and name in self._of(api):
                return self._of(api)[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for api in self._modules:
            yield from self._of(api)

    def __len__(self) -> int:
        return sum(len(self._of(api)) for api in self._modules)

    def _of(self, api: str) -> dict[str, Operation[Any]]:
        if api not in self._loaded:
            module = import_module(f"{self._package}.{self._modules[api]}")
            listed = cast("list[Operation[Any]]", vars(module)["_operations"])
            self._loaded[api] = {operation.name: operation for operation in listed}
        return self._loaded[api]
