"""What a release says, and where it says it: decisions, ``client.toml``, changelogs."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import Config, Package
from generator.diffing import Comparison, Side
from generator.model import ApiSpec
from generator.releasing import Decision, decide, with_entry, with_version

NEW = "## [0.2.0] - 2001-02-03\n\n- New.\n"


def unchanged(version: str) -> Comparison:
    """A comparison of a drop with itself."""
    drop = ApiSpec(apis=(), definitions=())
    config = Config(package=Package(version=version))
    return Comparison(Side(drop, config), Side(drop, config))


class TestTheDecision:

    @pytest.mark.parametrize(
        ("configured", "version"),
        [("1.2.3", "1.2.4"), ("1.2", "1.2.4"), ("1.3.0rc1", "1.3.0rc1"), ("2", "2")],
    )
    def test_other_files_of_the_same_documents_are_a_patch(
        self, configured: str, version: str
    ) -> None:
        made = decide(unchanged("1.2.3"), configured, is_out_of_date=True)
        expected = Decision(class_="maintenance", old="1.2.3", version=version)
        assert made == expected


class TestTheVersion:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('[package]\nversion = "0.1.0"\n', '[package]\nversion = "0.2.0"\n'),
            ("[package]\nversion='0.1.0' # x", "[package]\nversion='0.2.0' # x"),
            ('[package]\r\nversion = "1"\r\n', '[package]\r\nversion = "0.2.0"\r\n'),
            ('package.version="1"\n[x]\n', 'package.version="0.2.0"\n[x]\n'),
            (
                'package = { version  =  "1", name = "a" }',
                'package = { version  =  "0.2.0", name = "a" }',
            ),
            (
                '# a\n[server]\nversion = "0.1.0"\n\n\n[package] # b\n'
                '  version = "1"\n',
                '# a\n[server]\nversion = "0.1.0"\n\n\n[package] # b\n'
                '  version = "0.2.0"\n',
            ),
            ("", '[package]\nversion = "0.2.0"\n'),
            (
                '\ufeff[package]\nversion = """0.1.0"""\n',
                '\ufeff[package]\nversion = "0.2.0"\n',
            ),
        ],
    )
    def test_changes_and_nothing_else(self, old: str, new: str) -> None:
        assert with_version(old.encode(), "0.2.0") == new.encode()

    @pytest.mark.parametrize(
        "text",
        [
            '[package]\nname = "a" # x\n\n# about servers\n[server]\napi = "b"\n',
            '[package]\r\nname = "a"\r\n[server]\r\napi = "b"',
            '[server]\napi = "b"\n[[paging.rules]]\nstyle = "link"',
            'package.name = "a"\n[server]\napi = "b"\n',
            'package = { name = "a" }\n',
            "[package]\n",
        ],
    )
    def test_is_added_where_there_is_none(self, text: str) -> None:
        made = with_version(text.encode(), "0.2.0").decode()
        expected = tomllib.loads(text)
        expected.setdefault("package", {})["version"] = "0.2.0"
        assert tomllib.loads(made) == expected
        if "\r\n" in text:
            assert "\n" not in made.replace("\r\n", "")
        for line in text.splitlines():
            assert line in made or line.startswith("package =")
        assert with_version(made.encode(), "0.2.0") == made.encode()

    @given(
        st.text("ab\"'\\#=[]{}\t éあ\n", max_size=40), st.sampled_from(["\n", "\r\n"])
    )
    def test_comments_and_texts_stay_as_they_are(self, text: str, end: str) -> None:
        comment = "".join(char for char in text if char not in "\n\t")
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        lines = (
            f"# {comment}",
            "[package]  # " + comment,
            'version = "0.1.0"',
            f'title = """{quoted}"""',
            "",
        )
        before = end.join(lines).encode()
        after = with_version(before, "0.2.0")
        assert after == before.replace(b'"0.1.0"', b'"0.2.0"', 1)


class TestTheChangelog:

    def test_keeps_what_is_not_released_on_top(self) -> None:
        old = "# C\n\n## [Unreleased]\n\n- Soon.\n\n## 0.1.0\n\n- Old.\n"
        top, below = old[: old.index("## 0.1.0")], old[old.index("## 0.1.0") :]
        assert with_entry(old.encode(), NEW).decode() == f"{top}{NEW}\n{below}"

    @pytest.mark.parametrize("heading", ["## [0.2.0] - 1999-01-01", "## 0.2.0"])
    def test_has_a_version_once(self, heading: str) -> None:
        old = f"# C\n\n{heading}\n\n- Cut short\n\n## [0.1.0]\n\n- Old.\n"
        made = with_entry(old.encode(), NEW)
        assert made.decode() == f"# C\n\n{NEW}\n## [0.1.0]\n\n- Old.\n"
        assert with_entry(made, NEW) == made

    def test_keeps_bytes_and_line_ends_of_people(self) -> None:
        made = with_entry(b"# \xff\r\n\r\n## [0.1.0]\r\n", NEW)
        entry = NEW.replace("\n", "\r\n").encode()
        assert made == b"# \xff\r\n\r\n" + entry + b"\r\n## [0.1.0]\r\n"
