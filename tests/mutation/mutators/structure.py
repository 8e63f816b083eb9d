"""Headings, lists and pages in other layouts."""

import re
from collections.abc import Sequence
from random import Random

from ..mutant import Change, Edit, edit, line_mutator, mutator
from ..page import Page


@line_mutator("level of a heading", "heading", "title")
def level(line: str, random: Random) -> Sequence[str] | None:
    marks, _, text = line.partition(" ")
    others = [count for count in range(1, 8) if count != len(marks)]
    return (f"{'#' * random.choice(others)} {text}",)


@line_mutator("heading in another way", "heading", "title")
def other_heading(line: str, random: Random) -> Sequence[str] | None:
    marks, _, text = line.partition(" ")
    ways = (
        (marks + text,),
        (f"{line} {marks}",),
        (f"**{text}**",),
        (text, "-" * len(text)),
        (text, "=" * len(text)),
        (f"{line}:",),
        (f"{marks} **{text}**",),
        (f" {line}",),
        (f"    {line}",),
        (f"{marks}\t{text}",),
        (f"{marks}\u00a0{text}",),
        (f"{marks} {text.upper()}",),
        (f"{marks} {text.lower()}",),
        (f"{marks} 1. {text}",),
        (f'{line} <a name="x"></a>',),
        (f"{line} {{#anchor}}",),
        (f"{marks} {text.replace('`', '')}",),
        (f"{marks}  {text} ",),
    )
    return random.choice(ways)


@line_mutator("title of a section", "heading")
def section_title(line: str, random: Random) -> Sequence[str] | None:
    marks = line.partition(" ")[0]
    names = ("Arguments", "Params", "Responses", "Return", "URL", "Notes", "Example")
    known = ("Parameters", "Returns", "Endpoint", "Description", "Methods", "`getX`")
    return (f"{marks} {random.choice((*names, *known))}",)


@mutator("insert a heading")
def insert_heading(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines) + 1)
    texts = ("Notes", "Parameters", "Returns", "`getZebra`", "Methods", "Description")
    marks = "#" * random.randint(1, 6)
    return edit(at, at, ("", f"{marks} {random.choice(texts)}", ""))


@mutator("sections in another order")
def section_order(page: Page, random: Random) -> Change | None:
    """Two sections of one method change places, which no reader minds."""
    found = [number for number, line in enumerate(page.lines) if line[:5] == "#### "]
    headings = page.sorts.get("heading", [])
    if len(found) < 2:
        return None
    first = random.choice(found[:-1])
    second = next(at for at in headings if at > first)
    if second not in found:
        return None
    end = next((at for at in headings if at > second), page.footer)
    lines = page.lines
    made = (*lines[second:end], "", *lines[first:second])
    return edit(first, end, made, means_the_same=True)


@line_mutator("mark of a list item", "bullet", "entry")
def bullet_mark(line: str, random: Random) -> Sequence[str] | None:
    marks = ("* ", "+ ", "1. ", "-", "\u2022 ", "-  ", "-\t", "\u2013 ", "- [ ] ", "")
    return (random.choice(marks) + line[2:],)


@mutator("marks of a list")
def bullet_marks(page: Page, random: Random) -> Change | None:
    sort = random.choice(("bullet", "entry"))
    found = page.sorts.get("bullet" if sort == "bullet" else "entry", [])
    if not found:
        return None
    mark = random.choice(("* ", "+ ", "1. ", "  - ", "   * ", "- \u200b"))
    return Change(
        tuple(Edit(at, at + 1, (mark + page.lines[at][2:],)) for at in found),
        means_the_same=True,
    )


@mutator("nested list")
def nested(page: Page, random: Random) -> Change | None:
    """Members stand below their container, as lists have it."""
    found = [
        at
        for at in page.sorts.get("bullet", [])
        if re.match(r"- `(?:query|headers)\.", page.lines[at])
    ]
    if not found:
        return None
    indent = random.choice(("  ", "    ", "\t", "   "))
    return Change(
        tuple(Edit(at, at + 1, (indent + page.lines[at],)) for at in found),
        means_the_same=True,
    )


@mutator("list below an item")
def list_below(page: Page, random: Random) -> Change | None:
    at = page.pick(random, "bullet", "entry")
    if at is None:
        return None
    indent = random.choice(("  ", "    ", "\t", ""))
    mark = random.choice(("- ", "* ", "1. ", "+ "))
    inner = random.choice(("Zebra", "`zebra`", "`zebra` - **(string)**", "zebra: yak"))
    return edit(at + 1, at + 1, (indent + mark + inner,))


@mutator("loose list")
def loose(page: Page, random: Random) -> Change | None:
    found = page.sorts.get(random.choice(("bullet", "entry")), [])
    if not found:
        return None
    return Change(
        tuple(Edit(at, at + 1, ("", page.lines[at])) for at in found),
        means_the_same=True,
    )


@mutator("paragraph below an item or a row")
def paragraph_below(page: Page, random: Random) -> Change | None:
    at = page.pick(random, "bullet", "entry", "row")
    if at is None:
        return None
    indent = random.choice(("", "  ", "    ", "\t"))
    text = random.choice(("Zebra and yak.", "- zebra", "| zebra", "`zebra`", "---"))
    blank = random.choice(((), ("",)))
    return edit(at + 1, at + 1, (*blank, indent + text, *blank))


@mutator("reference link")
def reference_link(page: Page, random: Random) -> Change | None:
    found = [
        number
        for number, line in enumerate(page.lines[: page.footer])
        if "](" in line and not line.startswith("- [")
    ]
    if not found:
        return None
    at = random.choice(found)
    line = page.lines[at]
    match = re.search(r"\]\(([^()]*)\)", line)
    if match is None:
        return None
    label = random.choice(("[1]", "[]", "", "[ref]"))
    made = line[: match.start() + 1] + label + line[match.end() :]
    end = page.footer
    definition = f"[{label.strip('[]') or 'x'}]: {match[1]}"
    return Change((Edit(at, at + 1, (made,)), Edit(end, end, (definition, ""))))


@mutator("link in another way")
def other_link(page: Page, random: Random) -> Change | None:
    found = [number for number, line in enumerate(page.lines) if ".md)" in line]
    if not found:
        return None
    at = random.choice(found)
    line = page.lines[at]
    ways = (
        (r"\]\(([^()]*\.md)\)", r"](<\1>)"),
        (r"\]\(([^()]*\.md)\)", r'](\1 "title")'),
        (r"\]\(([^()]*\.md)\)", r"](\1#top)"),
        (r"\]\(([^()]*\.md)\)", r"](./\1)"),
        (r"\]\(([^()]*)\.md\)", r"](\1.html)"),
        (r"\]\(([^()]*)\.md\)", r"](\1)"),
        (r"\]\(([^()]*)\.md\)", r"](https://example.com/\1.md)"),
        (r"\]\(([^()]*)\.md\)", r"](\1.md?raw=1)"),
        (r"\]\([^()]*\.md\)", r"]"),
        (r"\[([^\[\]]+)\]\(([^()]*)\)", r"\1"),
        (r"\[([^\[\]]+)\]\(([^()]*)\)", r'<a href="\2">\1</a>'),
        (r"\[([^\[\]]+)\]\(([^()]*)\)", r"![\1](\2)"),
        (r"\[([^\[\]]+)\]\(", r"[**\1**]("),
        (r"\[([^\[\]]+)\]\(", r"[\1] ("),
        (r"\[([^\[\]]+)\]\(([^()]*)\)", r"[[\2|\1]]"),
    )
    pattern, new = random.choice(ways)
    return edit(at, at + 1, (re.sub(pattern, new, line, count=1),))


@mutator("another page in this one")
def merge(page: Page, random: Random) -> Change | None:
    """What ``cat`` does: the page once more, under other names."""
    other = [
        re.sub(r"`([A-Za-z]{3,})`", r"`\1Zebra`", line)
        for line in page.lines[: random.choice((page.footer, len(page.lines)))]
    ]
    at = random.choice((0, page.footer, len(page.lines), len(page.lines)))
    between = random.choice(((), ("",)))
    return edit(at, at, (*between, *other, *between))


@mutator("front matter")
def front_matter(page: Page, random: Random) -> Change | None:
    text = random.choice(("title: Zebra", "layout: page", "weight: 7"))
    return edit(0, 0, ("---", text, "---", ""))


@mutator("text above the title")
def text_above(page: Page, random: Random) -> Change | None:
    texts = ("Zebra", "[Home](index.md)", "<!-- zebra -->", "[[_TOC_]]", "![x](y.png)")
    return edit(0, 0, (random.choice(texts), ""))


@mutator("text below the footer")
def text_below(page: Page, random: Random) -> Change | None:
    end = len(page.lines)
    texts = (
        ("Zebra and yak.",),
        ("| zebra | `string` | Yes | yak |",),
        ("", "Zebra: generated."),
        ("## Zebra",),
        ("```",),
        ("---",),
        ("[1]: https://example.com",),
        ("&copy; Zebra 2024-01-01",),
    )
    return edit(end, end, random.choice(texts))


@mutator("footer in another way")
def other_footer(page: Page, random: Random) -> Change | None:
    at, end = page.footer, len(page.lines)
    if at == end:
        return None
    texts: tuple[tuple[str, ...], ...] = (
        (),
        ("---",),
        ("***", "", "*Generated on 2031-01-01*"),
        ("---", "*This file was automatically generated.*", ""),
        ("* * *", "", "Zebra, yak, gnu."),
        ("---", "", "Zebra", "", "*Generated on 2031-01-01*"),
        ("*Generated on 2031-01-01*",),
    )
    return edit(at, end, random.choice(texts))


@mutator("rule inside of the page")
def rule(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines) + 1)
    mark = random.choice(("---", "***", "___", "- - -", "==="))
    return edit(at, at, random.choice(((mark,), ("", mark, ""))))
