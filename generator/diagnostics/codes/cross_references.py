"""Diagnostics of pages that contradict each other: ``D3xx``."""

from .definition import Entry, error, note, warning

CROSS_REFERENCES: dict[str, Entry] = {
    "D301": error(
        "the {kind} {name!r} is documented twice, first at {first}",
        "remove one of them",
    ),
    "D302": warning(
        "no page {page!r} for the definition {name!r}; it becomes an open type "
        "(references: {count}, the first here)",
        "add the page",
    ),
    "D303": error(
        "the link says {name!r}, its page {page!r} is about {title!r}",
        "correct the text or the target of the link",
    ),
    "D304": error(
        "the method {name!r} is listed and has no section",
        "add the section, or remove the entry from the list",
    ),
    "D305": error(
        "the method {name!r} has a section and is not listed",
        "add it to the list under 'Methods', or remove the section",
    ),
    "D306": error(
        "the path {path!r} has a variable {name!r} and no parameter fills it",
        "add a parameter of this name",
    ),
    "D307": error("the index names a page {page!r} that is not there", "add the page"),
    "D308": error(
        "the index does not name this page", "add it to the index, or remove the page"
    ),
    "D309": error(
        "the index says {name!r}, the page {page!r} is about {title!r}",
        "correct one of them",
    ),
    "D310": warning(
        "the container {name!r} and its members do not go together: {reason}",
        "add or remove the container's own list item",
    ),
    "D311": note(
        "the list of methods gives {name!r} another summary than its section",
        "the section's summary counts",
    ),
    "D312": error(
        "the link says {name!r}, which has the page {page!r}; {target!r} is not there",
        "correct the target of the link",
    ),
    "D313": error("the index names no class", "add the classes, or remove the index"),
    "D314": warning(
        "the page is about {title!r} and its file is called {file!r}",
        "call the file {expected!r}, or correct the title",
    ),
    "D315": warning(
        "two classes document {endpoint} differently, {what}: {here!r} here, {there!r} "
        "in {owner!r} at {first}",
        "correct the one that is wrong",
    ),
    "D316": note(
        "two classes document {endpoint} in other words, {what}: {here!r} here, "
        "{there!r} in {owner!r} at {first}",
        "each method has the text of its own page",
    ),
    "D317": warning(
        "the methods {name!r} and {other!r} have one endpoint, {endpoint}; the other "
        "stands at {first}",
        "correct the endpoint of one of them, or remove it",
    ),
    "D318": warning(
        "the {kind} {name!r} differs in case alone from {other!r} at {first}",
        "make them one, or call one of them something else",
    ),
    "D319": warning(
        "the link says {name!r} and leads to {anchor!r}",
        "correct the text of the link, or its target",
    ),
    "D320": warning(
        "the link to {target!r} leads to no page of the documents",
        "correct the target, or add the page",
    ),
    "D321": warning(
        "the link to {target!r} leads to a folder without pages; the page {page!r} of "
        "these documents is taken for it",
        "write <name>-definition.md, ../definitions/<name>-definition.md or "
        "../classes/<name>-api.md",
    ),
    "D322": note(
        "the index describes {name!r} in other words than its page: {text!r}",
        "the description of the page counts",
    ),
    "D323": note(
        "the page has no footer, as {others} of {count} pages have: it may be cut off",
        "see that its end is there, and add the lines that the other pages end with",
    ),
    "D324": warning(
        "type {name!r} is not linked, so it is read as the primitive, not as the "
        "definition of that name",
        "write [{name}]({page}) for the definition, or the primitive in lower case",
    ),
}
