"""POSTs that only read, which ``[wire] safe_posts`` names."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from .config import Config
from .diagnostics import Diagnostics
from .model import ApiSpec, Operation


def is_safe_post(operation: Operation, patterns: Iterable[str]) -> bool:
    """Return True if an operation is a POST whose path matches a pattern."""
    return operation.method == "POST" and any(
        fnmatchcase(operation.path, pattern) for pattern in patterns
    )


def check_safe_posts(spec: ApiSpec, config: Config, diagnostics: Diagnostics) -> None:
    """Diagnose patterns that match no POST."""
    for pattern in config.wire.safe_posts:
        if not any(
            is_safe_post(operation, (pattern,))
            for api in spec.apis
            for operation in api.operations
        ):
            place = config.safe_posts_at[pattern]
            diagnostics.add("C006", place, pattern=pattern)
