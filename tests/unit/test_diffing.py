"""What a comparison finds, which class it gives, and how it writes it."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from packaging.version import Version

from generator.config import Config, Package
from generator.diffing import Change, Comparison, Side, report
from generator.diffing.changes import KINDS, count_name
from generator.diffing.classification import TABLE
from generator.diffing.semver import Bump, advise, advise_bump, bump_version
from generator.diffing.specs import compare_specs
from tests.synthetic import Fact
from tests.synthetic.small import api, definition, drop, operation, parameter, read

DOCS = Path(__file__).parents[2] / "docs" / "changes.md"


def changes_of(old: Fact, new: Fact) -> tuple[Change, ...]:
    return compare_specs(read(old), read(new))


def told(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.kind, change.class_) for change in changes]


def test_the_written_table_is_that_of_the_code() -> None:
    _, _, table = DOCS.read_text("utf-8").partition("| Kind | Case | Class | Why |\n")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.partition("\n\n")[0].splitlines()[1:]
    ]
    written = {(kind, case): class_ for kind, case, class_, _ in rows}
    assert len(written) == len(rows)
    assert written == TABLE
    assert all(why for *_, why in rows)
    assert {kind for kind, _ in TABLE} == set(KINDS)


def test_every_kind_has_a_count_of_its_own() -> None:
    names = [count_name(kind) for kind in KINDS]
    assert len(set(names)) == len(KINDS)
    assert names[:2] == ["classes_added", "classes_removed"]
    assert "properties_type_changed" in names
    assert "operations_deprecated" in names


USERS = operation("getUsers", "GET /users")


class TestMatching:
    def test_the_same_endpoint_by_another_name_is_renamed(self) -> None:
        listed = operation("listUsers", "GET /users")
        found = changes_of(
            drop([api("UserAPI", USERS)]), drop([api("UserAPI", listed)])
        )
        assert told(found) == [("operation_renamed", "breaking")]
        assert (found[0].api, found[0].operation) == ("UserAPI", "listUsers")
        assert (found[0].old, found[0].new) == ("UserAPI.getUsers", "UserAPI.listUsers")
        assert found[0].affects == ("UserAPI.listUsers",)
        assert found[0].where == "classes/user-api.md:9"

    def test_variables_do_not_count(self) -> None:
        old = operation("getUser", "GET /users/{userId}", parameter("path", "userId"))
        new = operation("readUser", "GET /users/{id}", parameter("path", "id"))
        found = changes_of(drop([api("UserAPI", old)]), drop([api("UserAPI", new)]))
        assert told(found) == [
            ("operation_renamed", "breaking"),
            ("endpoint_changed", "documentation"),
            ("parameter_added", "breaking"),
            ("parameter_removed", "breaking"),
        ]

    def test_a_rename_in_the_class_comes_before_a_move(self) -> None:
        other = operation("other", "GET /other")
        old = [api("AAPI", USERS, other), api("BAPI", other)]
        new = [
            api("AAPI", operation("listUsers", "GET /users"), other),
            api("BAPI", USERS, other),
        ]
        found = changes_of(drop(old), drop(new))
        assert [(c.kind, c.new) for c in found] == [
            ("operation_renamed", "AAPI.listUsers"),
            ("operation_added", "BAPI.getUsers"),
        ]

    def test_documented_elsewhere_too_is_no_move(self) -> None:
        other = operation("other", "GET /other")
        old = [api("AAPI", USERS, other), api("BAPI", USERS, other)]
        new = [api("AAPI", other), api("BAPI", USERS, other)]
        found = changes_of(drop(old), drop(new))
        assert [(c.kind, c.old) for c in found] == [
            ("operation_removed", "AAPI.getUsers")
        ]

    def test_twice_in_a_class_are_told_apart_by_what_they_take(self) -> None:
        def two(first: str, second: str) -> tuple[Fact, Fact]:
            a = operation(first, "GET /users", parameter("query", "a"))
            b = operation(second, "GET /users", parameter("query", "b"))
            return a, b

        old = read(drop([api("AAPI", *two("one", "two"))]))
        new = read(drop([api("AAPI", *reversed(two("uno", "due")))]))
        found = compare_specs(old, new)
        assert sorted((c.kind, c.old, c.new) for c in found) == [
            ("operation_renamed", "AAPI.one", "AAPI.uno"),
            ("operation_renamed", "AAPI.two", "AAPI.due"),
        ]


class TestOperations:
    def test_positional_arguments_in_another_order(self) -> None:
        ids = [parameter("path", name) for name in ("a", "b")]
        found = changes_of(
            drop([api("XAPI", operation("get", "GET /a/{a}/b/{b}", *ids))]),
            drop([api("XAPI", operation("get", "GET /b/{b}/a/{a}", *ids))]),
        )
        assert [(c.kind, c.old, c.new) for c in found] == [
            ("endpoint_changed", "GET /a/{a}/b/{b}", "GET /b/{b}/a/{a}"),
            ("parameter_order_changed", "a, b", "b, a"),
        ]

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ({}, {"404": "Error"}, ("response_added", "additive")),
            ({}, {"202": "string"}, ("response_added", "additive")),
            ({}, {"202": "number"}, ("response_added", "breaking")),
            ({}, {"202": None}, ("response_added", "breaking")),
            ({"404": "string"}, {}, ("response_removed", "additive")),
            ({"202": "string"}, {}, ("response_removed", "breaking")),
            ({"202": None}, {"202": "number"}, ("response_type_changed", "breaking")),
        ],
    )
    def test_answers(
        self,
        old: dict[str, str | None],
        new: dict[str, str | None],
        expected: tuple[str, str],
    ) -> None:
        known = {"200": "string"}
        sides = [
            read(drop([api("XAPI", operation("get", "GET /x", answers=known | more))]))
            for more in (old, new)
        ]
        assert told(compare_specs(*sides)) == [expected]

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            # The method returned None, and does so now.
            ("default", "204", "additive"),
            ("404", "200", "additive"),
            ("200", "204", "breaking"),
        ],
    )
    def test_the_first_success_that_has_no_type(
        self, old: str, new: str, expected: str
    ) -> None:
        answers: dict[str, str | None] = {old: "string"}
        sides = [
            read(drop([api("XAPI", operation("cut", "DELETE /x", answers=each))]))
            for each in (answers, answers | {new: None})
        ]
        assert told(compare_specs(*sides)) == [("response_added", expected)]

    def test_a_text_that_makes_a_date_changes_the_type(self) -> None:
        said = "Dates are represented as an ISO-8601 string. For example: yyyy-MM-dd"
        old, new = parameter("query", "day"), parameter("query", "day")
        new["description"] = said
        sides = [
            read(drop([api("XAPI", operation("get", "GET /x", each))]))
            for each in (old, new)
        ]
        found = compare_specs(*sides)
        assert [(c.kind, c.old, c.new) for c in found] == [
            ("parameter_type_changed", "string", "string (date)"),
            ("text_changed", "A value.", said),
        ]
        back = compare_specs(*reversed(sides))
        assert (back[0].old, back[0].new) == ("string (date)", "string")


SENT = operation("put", "PUT /x", parameter("body", "body", "Thing"))
RECEIVED = operation("get", "GET /x", answers={"200": "Thing"})
PATCHED = operation("patch", "PATCH /x", parameter("body", "body", "Thing"))
AROUND = operation("around", "POST /around", parameter("body", "body", "Around"))


class TestDirections:
    """A definition that is sent, received, both or neither, and what happens to it."""

    @pytest.mark.parametrize(
        ("ways", "old", "new", "expected"),
        [
            # sent: what is demanded breaks
            ("sent", {}, {"b": "string!"}, "breaking"),
            ("sent", {}, {"b": "string"}, "additive"),
            ("sent", {"b": "string!"}, {}, "additive"),
            ("sent", {"b": "string"}, {"b": "string!"}, "breaking"),
            ("sent", {"b": "string!"}, {"b": "string"}, "additive"),
            # received: what goes missing breaks
            ("received", {}, {"b": "string!"}, "additive"),
            ("received", {}, {"b": "string"}, "additive"),
            ("received", {"b": "string"}, {}, "breaking"),
            ("received", {"b": "string"}, {"b": "string!"}, "additive"),
            ("received", {"b": "string!"}, {"b": "string"}, "breaking"),
            # both: the worse
            ("both", {}, {"b": "string!"}, "breaking"),
            ("both", {}, {"b": "string"}, "additive"),
            ("both", {"b": "string"}, {}, "breaking"),
            ("both", {"b": "string"}, {"b": "string!"}, "breaking"),
            ("both", {"b": "string!"}, {"b": "string"}, "breaking"),
            # neither: as both
            ("neither", {}, {"b": "string!"}, "breaking"),
            ("neither", {"b": "string"}, {}, "breaking"),
            # any way
            ("sent", {"b": "string"}, {"b": "number"}, "breaking"),
            ("received", {"b": "string"}, {"b": "string[]"}, "breaking"),
        ],
    )
    def test_classes(
        self,
        ways: str,
        old: dict[str, str],
        new: dict[str, str],
        expected: str,
    ) -> None:
        operations = {
            "sent": [SENT],
            "received": [RECEIVED],
            "both": [SENT, RECEIVED],
            "neither": [USERS],
        }[ways]
        # Reached through another one.
        thing = definition("Thing", inner="Inner[]")
        sides = [
            read(
                drop(
                    [api("XAPI", *operations)],
                    [thing, definition("Inner", a="string", **properties)],
                )
            )
            for properties in (old, new)
        ]
        found = compare_specs(*sides)
        assert [change.class_ for change in found] == [expected]
        assert found[0].affects_sent == ("XAPI.put",) * (ways in ("sent", "both"))
        received = ("XAPI.get",) * (ways in ("received", "both"))
        assert found[0].affects_received == received

    def test_what_went_is_seen_where_it_was(self) -> None:
        old = drop([api("XAPI", RECEIVED)], [definition("Thing", a="string")])
        new = drop([api("XAPI", USERS)])
        found = {c.kind: c for c in changes_of(old, new)}
        assert found["definition_removed"].affects == ("XAPI.get",)
        assert found["definition_removed"].where.startswith("definitions/thing-")

    def test_a_sender_that_comes_has_no_callers(self) -> None:
        """Only those who sent it before have to give what is demanded now."""
        plain, more = definition("Thing", a="string"), definition("Thing", a="string!")
        old = read(drop([api("XAPI", RECEIVED)], [plain]))
        new = read(drop([api("XAPI", RECEIVED, SENT)], [more]))
        found = {c.kind: c for c in compare_specs(old, new)}
        assert found["property_became_required"].class_ == "additive"
        assert found["property_became_required"].affects_sent == ("XAPI.put",)
        added = definition("Thing", a="string", b="string!")
        new = read(drop([api("XAPI", RECEIVED, SENT)], [added]))
        found = {c.kind: c for c in compare_specs(old, new)}
        assert found["property_added"].class_ == "additive"
        # One that was there, by whatever name.
        before = read(drop([api("XAPI", RECEIVED, SENT)], [plain]))
        named = read(
            drop([api("XAPI", RECEIVED, {**SENT, "name": "set"})], [plain | added])
        )
        found = {c.kind: c for c in compare_specs(before, named)}
        assert found["property_added"].class_ == "breaking"
        # One that was there and sent something else.
        other = {**SENT, "parameters": [parameter("body", "body", "string")]}
        before = read(drop([api("XAPI", RECEIVED, other)], [plain]))
        found = {c.kind: c for c in compare_specs(before, new)}
        assert found["property_added"].class_ == "additive"
        assert found["parameter_type_changed"].class_ == "breaking"

    @pytest.mark.parametrize(
        ("operations", "expected"),
        [
            ([SENT], "additive"),
            ([RECEIVED], "breaking"),
            ([SENT, RECEIVED], "breaking"),
            ([USERS], "breaking"),
        ],
    )
    def test_a_page_that_was_missing(
        self, operations: list[Fact], expected: str
    ) -> None:
        """What came as a mapping is a model now; mappings are sent as before."""
        thing, inner = definition("Thing", b="Inner[]"), definition("Inner", a="string")
        old = read(drop([api("XAPI", *operations)], [thing]))
        new = read(drop([api("XAPI", *operations)], [thing, inner]))
        assert told(compare_specs(old, new)) == [("definition_added", expected)]

    def test_a_page_that_nothing_referred_to(self) -> None:
        old = read(drop([api("XAPI", USERS)], [definition("Thing", a="string")]))
        more = definition("Thing", a="string", b="Inner")
        new = read(drop([api("XAPI", USERS)], [more, definition("Inner")]))
        found = {c.kind: c.class_ for c in compare_specs(old, new)}
        assert found["definition_added"] == "additive"

    def test_first_and_last_properties(self) -> None:
        """Without properties it is any value, whoever sends it or gets it."""
        some, none = definition("Thing", a="string!", b="string"), definition("Thing")
        for before, after, types in (
            (none, some, ("any value", "object")),
            (some, none, ("object", "any value")),
        ):
            for operations in ([SENT], [RECEIVED], [USERS]):
                old = read(drop([api("XAPI", *operations)], [before]))
                new = read(drop([api("XAPI", *operations)], [after]))
                (found,) = compare_specs(old, new)
                assert told((found,)) == [("definition_type_changed", "breaking")]
                assert (found.old, found.new) == types

    def test_a_page_without_properties_changes_nothing(self) -> None:
        thing, inner = definition("Thing", b="Inner[]"), definition("Inner")
        old = read(drop([api("XAPI", RECEIVED)], [thing]))
        new = read(drop([api("XAPI", RECEIVED)], [thing, inner]))
        assert told(compare_specs(old, new)) == [("definition_added", "additive")]

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ([SENT, PATCHED], [SENT], ("definition_became_demanded", "breaking")),
            ([SENT], [SENT, PATCHED], ("definition_no_longer_demanded", "additive")),
            ([RECEIVED], [RECEIVED, SENT], ("definition_became_demanded", "additive")),
            ([SENT, AROUND], [SENT], ("definition_became_demanded", "breaking")),
        ],
    )
    def test_what_the_constructor_demands(
        self,
        before: list[Fact],
        after: list[Fact],
        expected: tuple[str, str],
    ) -> None:
        things = [definition("Thing", a="string!"), definition("Around", b="Thing[]")]
        old = read(drop([api("XAPI", *before)], things))
        new = read(drop([api("XAPI", *after)], things))
        assert expected in [
            (c.kind, c.class_) for c in compare_specs(old, new) if c.definition
        ]

    def test_rings_end(self) -> None:
        ring = [definition("Thing", b="B"), definition("B", thing="Thing", b="B[]")]
        old = drop([api("XAPI", RECEIVED)], ring)
        new = drop([api("XAPI", RECEIVED)], [ring[0], definition("B", b="B[]")])
        found = changes_of(old, new)
        assert [(c.kind, c.affects) for c in found] == [
            ("property_removed", ("XAPI.get",))
        ]


class TestVersions:
    @pytest.mark.parametrize(
        ("version", "bump", "expected"),
        [
            ("1.2.3", "major", "2.0.0"),
            ("1.2.3", "minor", "1.3.0"),
            ("1.2.3", "patch", "1.2.4"),
            ("1.2.3", "none", "1.2.3"),
            ("0.2.3", "major", "0.3.0"),
            ("0.2.3", "minor", "0.3.0"),
            ("0.2.3", "patch", "0.2.4"),
            ("1", "minor", "1.1.0"),
            ("1.2.0.4", "patch", "1.2.1"),
            ("1.2.3.post1", "patch", "1.2.4"),
            # What leads up to a version becomes that one, if the change may be in it.
            ("1.2.0rc1", "patch", "1.2.0"),
            ("1.2.0rc1", "minor", "1.2.0"),
            ("1.2.0rc1", "major", "2.0.0"),
            ("1.2.1rc1", "patch", "1.2.1"),
            ("1.2.1rc1", "minor", "1.3.0"),
            ("2.0.0a1", "major", "2.0.0"),
            ("2.0a1", "major", "2.0.0"),
            ("2.0.0.dev3", "minor", "2.0.0"),
            ("2.0.0rc1.post2.dev3", "patch", "2.0.0"),
            ("2.0.1b2", "major", "3.0.0"),
            ("0.3.0rc1", "major", "0.3.0"),
            ("0.3.1rc1", "major", "0.4.0"),
            ("1.0.0rc1", "none", "1.0.0rc1"),
            # These do not lead up to it: they come behind.
            ("1.2.3.post1.dev2", "patch", "1.2.4"),
            ("1.2.0.4rc1", "patch", "1.2.1"),
        ],
    )
    def test_raised(self, version: str, bump: Bump, expected: str) -> None:
        assert bump_version(version, bump) == expected
        assert bump == "none" or Version(expected) > Version(version)

    @pytest.mark.parametrize(
        ("old", "configured", "sufficient"),
        [
            ("1.2.3", "2.0.0", True),
            ("1.2.3", "2.0", True),
            ("1.2.3", "2.0.0.post1", True),
            ("1.2.3", "2.0.0.dev1", True),
            ("1.2.3", "2.0.0rc1", True),
            ("1.2.3", "1.9.0rc1", False),
            ("1.2.3", "2.0.1a1", True),
            ("1.0.0rc1", "1.0.0", True),
            ("1.0.0rc1", "1.0.0rc2", True),
            ("1.0.0rc2", "1.0.0rc2", False),
            ("1.0.0rc2", "1.0.0rc1", False),
            ("1.1.0rc1", "1.1.0", False),
        ],
    )
    def test_sufficient_is_a_matter_of_the_order_of_versions(
        self, old: str, configured: str, sufficient: bool
    ) -> None:
        assert advise_bump("major", old, configured).sufficient is sufficient

    def test_a_deprecation_is_minor(self) -> None:
        old = read(drop([api("XAPI", USERS)]))
        new = read(drop([api("XAPI", {**USERS, "deprecated": True})]))
        advice = advise(compare_specs(old, new), "1.0.0", "1.0.1")
        assert (advice.bump, advice.asked, advice.sufficient) == (
            "minor",
            "1.1.0",
            False,
        )
        assert advise((), "1.0.0", "1.0.0").sufficient


class TestReports:
    def sides(self) -> Comparison:
        old = drop(
            [api("XAPI", SENT, USERS), api("OldAPI", RECEIVED)],
            [definition("Thing", firstName="string")],
        )
        new = drop(
            [api("XAPI", SENT, operation("listUsers", "GET /users"))],
            [definition("Thing", firstName="string", lastName="string!")],
        )
        return Comparison(Side(read(old), Config()), Side(read(new), Config()))

    def test_json(self) -> None:
        document = json.loads(report(self.sides(), "json"))
        assert list(document) == ["summary", "version", "changes"]
        summary = document["summary"]
        assert summary["classes_removed"] == summary["operations_removed"] == 1
        assert summary["operations_renamed"] == summary["properties_added"] == 1
        assert summary["operations_added"] == 0
        assert (summary["breaking"], summary["additive"]) == (4, 0)
        assert all(isinstance(count, int) for count in summary.values())
        assert document["version"]["bump"] == "major"
        added = document["changes"][-1]
        assert added == {
            "kind": "property_added",
            "class": "breaking",
            "api": None,
            "operation": None,
            "definition": "Thing",
            "property": "lastName",
            "parameter": None,
            "in": None,
            "status": None,
            "text": None,
            "required": True,
            "old": None,
            "new": "string",
            "affects": ["XAPI.put"],
            "affects_sent": ["XAPI.put"],
            "affects_received": [],
            "where": "definitions/thing-definition.md:6",
        }

    def test_the_documented_change_has_these_fields(self) -> None:
        _, _, text = DOCS.read_text("utf-8").partition("```json\n")
        written = json.loads(text.partition("```")[0])
        made = json.loads(report(self.sides(), "json"))["changes"][-1]
        assert list(written) == list(made)

    def test_markdown(self) -> None:
        text = report(self.sides(), "markdown")
        assert "## Breaking\n\n### `OldAPI`\n\n- `OldAPI`: class removed" in text
        assert "\n\n### `XAPI`\n\n- `XAPI.listUsers`: renamed, was" in text
        assert "— `x.get_users` → `x.list_users`\n" in text
        assert "### Definitions\n\n- `Thing`: required property `lastName`" in text
        assert "— `Thing.last_name`\n  - sent by `XAPI.put`\n" in text

    def test_terminal(self) -> None:
        text = report(self.sides(), "terminal")
        assert (
            "  Thing: required property lastName added (string)  definitions/" in text
        )
        counts = "4 breaking, 0 permissions, 0 additive, 0 documentation"
        assert f"{counts}; 0.1.0 should become" in text
        assert "0.2.0 (minor: below 1.0 it carries breaking changes)" in text

    def test_a_page_that_was_missing_is_told_from_a_new_one(self) -> None:
        old = read(drop([api("XAPI", RECEIVED)]))
        new = read(drop([api("XAPI", RECEIVED)], [definition("Thing", a="string")]))
        found = Comparison(Side(old, Config()), Side(new, Config()))
        assert "Thing: definition added, was untyped" in report(found, "terminal")
        empty = Side(read(drop([api("XAPI", USERS)])), Config())
        other = read(drop([api("XAPI", USERS)], [definition("Thing")]))
        found = Comparison(empty, Side(other, Config()))
        assert "Thing: definition added  definitions/" in report(found, "terminal")

    def test_no_change(self) -> None:
        side = Side(read(drop([api("XAPI", USERS)])), Config())
        assert report(Comparison(side, side), "terminal") == "no changes\n"
        assert report(Comparison(side, side), "markdown") == "No changes.\n"
        assert json.loads(report(Comparison(side, side), "json"))["changes"] == []

    def test_text_of_the_documents_is_escaped(self) -> None:
        old = read(drop([api("XAPI", USERS)], [definition("Thing", a="string")]))
        new = read(drop([api("XAPI", USERS)], [definition("Thing", a="string")]))
        thing = new.definitions[0]
        odd = replace(thing.properties[0], name="a\x1b[2J`<b>|")
        new = replace(
            new, definitions=(replace(thing, properties=(*thing.properties, odd)),)
        )
        found = Comparison(Side(old, Config()), Side(new, Config()))
        assert "\x1b" not in report(found, "terminal")
        markdown = report(found, "markdown")
        assert "\x1b" not in markdown
        assert "``a\\x1b[2J`<b>|``" in markdown


def test_what_only_python_calls_otherwise() -> None:
    facts = read(
        drop(
            [api("XAPI", operation("getSAMLId", "GET /x", parameter("query", "qID")))],
            [definition("Thing", aID="string")],
        )
    )
    names = {
        "XAPI.getSAMLId": "get_saml",
        "XAPI.getSAMLId.query.qID": "query_id",
        "definition:Thing": "Ding",
        "definition:Thing.aID": "own_id",
    }
    config = Config(names=names, package=Package(version="1.0.0"))
    found = Comparison(Side(facts, Config()), Side(facts, config))
    assert [(c.kind, c.old, c.new) for c in found.changes] == [
        ("name_changed", "x.get_saml_id", "x.get_saml"),
        ("name_changed", "q_id", "query_id"),
        ("name_changed", "Thing", "Ding"),
        ("name_changed", "Thing.a_id", "Ding.own_id"),
    ]
    assert report(found, "markdown").count("in Python, was") == 4
