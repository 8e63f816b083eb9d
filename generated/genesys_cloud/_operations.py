"""All operations as data, each class loaded on first use."""

from . import api as _api
from ._runtime.catalogue import Operations

operations: Operations = Operations(
    _api.__name__,
    {
        "LicenseAPI": "license",
    },
)
"""Operations by their names in the documents: ``operations["SomeAPI.getThings"]``."""
