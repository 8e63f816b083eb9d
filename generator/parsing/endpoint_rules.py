"""Rules for methods and path templates."""

import re
from urllib.parse import unquote

from .wire_names import has_marks

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_DOTS = frozenset({".", ".."})
# Marks of Markdown and HTML, which are none of a path.
_MARKED = re.compile(
    r"\*\*|==|[<>\"\[\]^|]|~[^/]*~|&#?\w+;|(?<!/)\*(?:$|/)|[.,;:!+](?:$|/)|(?<![\w}])\("
    r"|\(s\)|/!|\$\{"
)
_BRACES = re.compile(r"[^{}]*(?:\{[^{}/]+\}[^{}]*)*")


def is_template(path: str) -> bool:
    """Return True if a path has paired braces, and no segment leads elsewhere.

    Escaped characters count as decoded, since servers may decode them.
    """
    decoded = unquote(path)
    # RFC 3986, sections 4.2 and 5.2.4: two slashes introduce a host, and clients remove
    # segments of dots before they send a request.
    leads_elsewhere = "//" in decoded or not _DOTS.isdisjoint(decoded.split("/"))
    hides = decoded.count("/") > path.count("/") or "\\" in decoded
    marked = _MARKED.search(path) or has_marks(path)
    whole = _BRACES.fullmatch(path) and not marked
    return bool(whole) and not leads_elsewhere and not hides


def variables(path: str) -> list[str]:
    """Return the names in braces of a path template, in order."""
    return re.findall(r"\{([^{}]*)\}", path)
