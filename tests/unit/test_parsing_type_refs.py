import pytest

from generator.model import TypeRef
from generator.parsing.formats import temporal_format

LOCAL = "local-date-time"
STRING = TypeRef(name="string")


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (
            "When. Date time is represented as an ISO-8601 string. For example: x",
            "date-time",
        ),
        ("Date time is represented as an ISO-8601 string", "date-time"),
        (
            "Date time is represented as an ISO-8601 string without a timezone. For",
            LOCAL,
        ),
        ("Dates are represented as an ISO-8601 string. For example", "date"),
        ("Date time is\nrepresented as an ISO-8601\tstring.", "date-time"),
        ("Date time is represented as an ISO-8601 string\nwithout a\ntimezone.", LOCAL),
        ("Dates are represented as an\n\nISO-8601 string.", "date"),
        ("Time is represented as an ISO-8601 string without a timezone.", None),
        ("Intervals are represented as an ISO-8601 string.", None),
        ("Periods are represented as an ISO-8601 string.", None),
        ("The start date in ISO-8601 format", None),
        ("createdDate", None),
        ("", None),
    ],
)
def test_formats_come_from_fixed_sentences(
    description: str, expected: str | None
) -> None:
    assert temporal_format(STRING, description) == expected


@pytest.mark.parametrize(
    "kind",
    [
        None,
        TypeRef(name="number"),
        TypeRef(name="string", array=True),
        TypeRef(name="string", definition=True),
    ],
)
def test_only_a_string_has_a_format(kind: TypeRef | None) -> None:
    sentence = "Date time is represented as an ISO-8601 string."
    assert temporal_format(kind, sentence) is None


MOMENTS = (
    "Date when the record was created in ISO-8601 format.",
    "The date the plan was last run, in ISO-8601 format",
    "The date when the offer will expire in ISO-8601 format. No use after that",
    "The start timestamp of the visit in ISO 8601 format",
    "Completion datetime of the form in ISO 8601 format.",
    "Beginning of the range of visits to fetch, in ISO-8601 format",
    "End of the date range to query in ISO-8601 format. Now if it is not set",
    "Start date-time in ISO-8601 format for a visit of some hours",
    "The start date-time of this interval in ISO-8601 format",
    "Start time in UTC for this visit, in ISO-8601 format",
    "Time when the guest came into this state in ISO-8601 format",
    "ISO 8601 format UTC absolute date & time of the last change.",
    "First day of the search. ISO-8601 formatted date-time, UTC.",
    "ISO 8601 timestamp of the last change.",
    "The start date of the visit in ISO-8601 format. E.g.: YYYY-MM-DDThh:mm:ss.SSSZ",
    "The planned date-time as an ISO-8601 string. E.g.: yyyy-MM-ddTHH:mm:ss.SSSZ",
    'Date time is represented as an "ISO-8601 string", for example yyyy-MM-dd',
)
OTHERS = (
    "Start work day in ISO-8601 format used in the date range.",
    "The day of the visit that was made. Date only, in ISO-8601 format.",
    "Start date of the date range, in ISO-8601 format",
    "The date the visit was made, in ISO-8601 format (yyyy-MM-dd)",
    "The date the visit was made, in ISO-8601 format: 2020-01-02",
    "Takes numbers and date in ISO8601 format",
    "The time of the visit, in the ISO-8601 duration format",
    "The time the guest was there in ISO-8601 format, such as PT15M",
    "The start time as an ISO-8601 string, i.e. HH:mm:ss",
    "The timestamp in ISO-8601 format, i.e. HH:mm",
    "The start date time as an ISO-8601 string in the form YYYY-MM-DDThh:mm:ss",
    "The start time as an ISO-8601 string, i.e. yyyy-MM-ddTHH:mm:ss.SSSZ",
    "A date and time range. The dates in the interval are in ISO-8601 format",
    "An interval with two date-times in ISO-8601 format",
    "The date-time in ISO-8601 format: YYYY-MM-DDThh:mm:ssZ/YYYY-MM-DDThh:mm:ssZ",
    "Some timestamps in ISO-8601 format, with commas",
    "The time zone of the timestamp, in ISO-8601 format",
    "A local date-time in ISO-8601 format",
    "The month in which it was made, in ISO-8601 format",
    "The timestamp of the visit",
)


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment_in_iso_8601_is_a_date_time(text: str) -> None:
    assert temporal_format(STRING, text) == "date-time"


@pytest.mark.parametrize("text", OTHERS)
def test_what_may_be_something_else_in_iso_8601_stays_a_text(text: str) -> None:
    assert temporal_format(STRING, text) is None


def test_the_items_of_an_array_may_be_moments() -> None:
    kind = TypeRef(name="string", array=True)
    many = "A set of start date-times in ISO-8601 format for parts of days"
    assert temporal_format(kind, many) == "date-time"
    for other in (*MOMENTS, *OTHERS[:-5]):
        assert temporal_format(kind, other) is None
