"""Python names for the names of the documents, computed once for a spec."""

from .identifiers import (
    BUILTINS,
    SHARED,
    Words,
    argument_name,
    camel,
    file_key,
    module_name,
)
from .names import ApiNames, DefinitionNames, Names, OperationNames, name_everything

__all__ = [
    "BUILTINS",
    "SHARED",
    "ApiNames",
    "DefinitionNames",
    "Names",
    "OperationNames",
    "Words",
    "argument_name",
    "camel",
    "file_key",
    "module_name",
    "name_everything",
]
