"""What descriptions say about a ``string`` beyond its type.

Only the fixed sentences count that the documents' own generator adds to a description.
Other mentions of ISO 8601 are intervals, durations and times of day as often as not,
and names such as ``createdDate`` are wrong one time in five.

The sentences stand with ``string`` alone: arrays of strings carry them for intervals
and periods only, so an array has no format.
"""

from ..model import TemporalFormat, TypeRef

_DATE_TIME = "Date time is represented as an ISO-8601 string"
_DATE = "Dates are represented as an ISO-8601 string"
_NO_ZONE = " without a timezone"


def temporal_format(kind: TypeRef | None, description: str) -> TemporalFormat | None:
    """The format of a value of this type with this description, if it is said."""
    if "ISO-8601" not in description or kind is None:
        return None
    if kind.name != "string" or kind.array or kind.definition:
        return None
    text = " ".join(description.split())  # The sentences may run over lines.
    at = text.find(_DATE_TIME)
    if at >= 0:
        zone = text.startswith(_NO_ZONE, at + len(_DATE_TIME))
        return "local-date-time" if zone else "date-time"
    return "date" if _DATE in text else None
