"""Comments, blocks of code, quotes and HTML around what is there."""

from collections.abc import Sequence
from random import Random

from ..mutant import Change, Edit, edit, line_mutator, mutator
from ..page import Page


def _run(page: Page, random: Random) -> tuple[int, int]:
    start = random.randrange(1, len(page.lines))
    return start, min(start + random.choice((1, 1, 2, 5, 20)), len(page.lines))


@mutator("comment around lines")
def comment(page: Page, random: Random) -> Change | None:
    start, end = _run(page, random)
    lines = page.lines[start:end]
    if random.random() < 0.5:
        return edit(start, end, ("<!--", *lines, "-->"))
    return edit(start, end, (f"<!-- {lines[0]}", *lines[1:-1], f"{lines[-1]} -->"))


@line_mutator("comment inside of a line")
def comment_inside(line: str, random: Random) -> Sequence[str] | None:
    first = random.randrange(len(line) + 1)
    second = random.randint(first, len(line))
    made = f"{line[:first]}<!-- {line[first:second]} -->{line[second:]}"
    return (made,)


@mutator("mark of a comment")
def comment_mark(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    line = page.lines[at]
    mark = random.choice(("<!--", "-->", "<!-- ", "<!"))
    if random.random() < 0.4:
        return edit(at, at, (mark,))
    column = random.choice((0, len(line), random.randrange(len(line) + 1)))
    return edit(at, at + 1, (line[:column] + mark + line[column:],))


@mutator("two marks of a comment")
def comment_marks(page: Page, random: Random) -> Change | None:
    start, end = _run(page, random)
    return Change((Edit(start, start, ("<!--",)), Edit(end, end, ("-->",))))


@mutator("block of code around lines")
def fence(page: Page, random: Random) -> Change | None:
    start, end = _run(page, random)
    mark = random.choice(("```", "~~~", "```json", "````"))
    closing = mark.rstrip("json")
    # Code is text, whatever it looks like: facts in it are moved there on purpose.
    return edit(start, end, (mark, *page.lines[start:end], closing), moves=True)


@mutator("mark of a block of code")
def fence_mark(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines) + 1)
    mark = random.choice(("```", "~~~", "```json", "    ```"))
    return edit(at, at, (mark,))


@line_mutator("mark of a block of code in a line")
def fence_in_line(line: str, random: Random) -> Sequence[str] | None:
    mark = random.choice(("```", "~~~", " ```json"))
    column = random.choice((0, len(line), random.randrange(len(line) + 1)))
    return (line[:column] + mark + line[column:],)


@mutator("quote around lines")
def quote(page: Page, random: Random) -> Change | None:
    start, end = _run(page, random)
    mark = random.choice(("> ", ">", "> > "))
    return edit(start, end, [mark + line for line in page.lines[start:end]])


@mutator("warning in another way")
def warning(page: Page, random: Random) -> Change | None:
    found = [at for at, line in enumerate(page.lines) if line.startswith("> [!")]
    if not found:
        return None
    at = random.choice(found)
    end = at
    while end < len(page.lines) and page.lines[end].startswith(">"):
        end += 1
    text = [line[1:].strip() for line in page.lines[at + 1 : end]]
    ways: tuple[tuple[str, ...], ...] = (
        ("> [!NOTE]", *page.lines[at + 1 : end]),
        ("> [!warning]", *page.lines[at + 1 : end]),
        ("> **Warning:**", *page.lines[at + 1 : end]),
        ("> [!WARNING]", *text),
        (">[!WARNING]", *(f">{line}" for line in text)),
        ("> [!WARNING]", ">", *page.lines[at + 1 : end]),
        ("> [!WARNING]", "", *page.lines[at + 1 : end]),
        ("[!WARNING]", *text),
        ("**Warning**", *text),
        ("::: warning", *text, ":::"),
        ("> [!WARNING]", "> This may be removed in the future."),
        ("> [!WARNING]", "> Not for production."),
        (f"> {' '.join(text)}",),
    )
    return edit(at, end, random.choice(ways), moves=True)


@mutator("insert a quote")
def insert_quote(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines) + 1)
    texts = (
        ("> [!WARNING]", "> Zebra."),
        ("> Zebra and yak.",),
        ("> [!WARNING]", "> This method is deprecated."),
        ("> [!CAUTION]", "> The parameter zebra is deprecated."),
    )
    return edit(at, at, ("", *random.choice(texts), ""))


@line_mutator("HTML around a line")
def html(line: str, random: Random) -> Sequence[str] | None:
    ways = (
        ("<div>", line, "</div>"),
        ("<details>", f"<summary>{line}</summary>", "</details>"),
        (f"<p>{line}</p>",),
        (f"{line}<br>",),
        (f"{line}<br/>",),
        ("<pre>", line, "</pre>"),
        ("<del>" + line + "</del>",),
        ("<script>", line, "</script>"),
    )
    return random.choice(ways)


@mutator("HTML for a table")
def html_table(page: Page, random: Random) -> Change | None:
    tables = page.tables()
    if not tables:
        return None
    head, end = random.choice(tables)
    made = ["<table>"]
    for line in page.lines[head:end]:
        cells = line.strip().strip("|").split("|")
        made.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return edit(head, end, [*made, "</table>"])
