"""Models, which load on first use.

``models.X`` imports the module of ``X``. Type checkers read the stub beside this module,
which costs nothing at run time.
"""

from importlib import import_module as _import_module

_MODULES: dict[str, list[str]] = {
    "license": [
        "AddressableLicenseDefinition",
        "Detail",
        "ErrorBody",
        "LicenseAssignmentRequest",
        "LicenseBatchAssignmentRequest",
        "LicenseDefinition",
        "LicenseOrgToggle",
        "LicenseUpdateStatus",
        "LicenseUser",
        "Limit",
        "Permissions",
        "UserLicenses",
        "UserLicensesEntityListing",
    ],
}

_HOMES: dict[str, str] = {
    name: module for module, names in _MODULES.items() for name in names
}


def __getattr__(name: str) -> object:
    """Load a model on first use, and compute ``__all__`` on request."""
    if name == "__all__":
        return sorted(_HOMES)
    if name not in _HOMES:
        from .._runtime.typos import unknown_name_error

        raise unknown_name_error(__name__, name, _HOMES)
    value = getattr(_import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
