"""The models, each loaded on first use.

``models.X`` imports the module where ``X`` lives; type checkers see all of them.
"""

import typing as _typing
from importlib import import_module as _import_module

if _typing.TYPE_CHECKING:
    from .license import AddressableLicenseDefinition as AddressableLicenseDefinition
    from .license import Detail as Detail
    from .license import ErrorBody as ErrorBody
    from .license import LicenseAssignmentRequest as LicenseAssignmentRequest
    from .license import LicenseBatchAssignmentRequest as LicenseBatchAssignmentRequest
    from .license import LicenseDefinition as LicenseDefinition
    from .license import LicenseOrgToggle as LicenseOrgToggle
    from .license import LicenseUpdateStatus as LicenseUpdateStatus
    from .license import LicenseUser as LicenseUser
    from .license import Limit as Limit
    from .license import Permissions as Permissions
    from .license import UserLicenses as UserLicenses
    from .license import UserLicensesEntityListing as UserLicensesEntityListing

_MODULES = {
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

_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> _typing.Any:
    """Load a model on first use; ``__all__`` is made when asked for."""
    if name == "__all__":
        return sorted(_HOMES)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(_import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
