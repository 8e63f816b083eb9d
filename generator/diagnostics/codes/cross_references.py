"""Diagnostics of pages that contradict each other: ``D3xx``."""

from .definition import Entry, error, note, warning

CROSS_REFERENCES: dict[str, Entry] = {
    "D301": error(
        "{kind} {name!r} is documented twice, first at {first}",
        "remove one of them",
    ),
    "D302": warning(
        "definition {name!r} has no page {page!r}; its values will be untyped "
        "({references})",
        "add the page",
    ),
    "D303": error(
        "link text {name!r} does not match the title {title!r} of {page!r}",
        "correct the text or the target of the link",
    ),
    "D304": error(
        "method {name!r} is listed but has no section",
        "add the section ### `{name}`, or remove the entry from the list",
    ),
    "D305": error(
        "method {name!r} has a section but is not listed",
        "add it to the list below ## Methods, or remove the section",
    ),
    "D306": error(
        "path variable {name!r} of {path!r} has no parameter",
        "add - `{name}` - **(string, required)** to its parameters",
    ),
    "D307": error(
        "index links to the missing page {page!r}",
        "add the page, or remove the row",
    ),
    "D308": error(
        "page is missing from the index",
        "add a row for it to the index, or remove the page",
    ),
    "D309": error(
        "index names {name!r}, but the title of {page!r} is {title!r}",
        "correct one of the two names",
    ),
    "D310": warning(
        "container {name!r} does not match its members: {reason}",
        "write - `{name}` - **(object)** above its members, or remove it",
    ),
    "D311": note(
        "method {name!r} has different summaries in the list and in its section",
        "copy the section's summary, which mdclient uses, to the list",
    ),
    "D312": error(
        "link to {name!r} targets the missing page {target!r}",
        "link to {page!r}",
    ),
    "D313": error(
        "index lists no class", "add a row for each class, or remove the index"
    ),
    "D314": warning(
        "page title {title!r} does not match the file name {file!r}",
        "rename the file to {expected!r}, or correct the title",
    ),
    "D315": warning(
        "classes disagree on the {what} of {endpoint}: {here!r} here, {there!r} in "
        "{owner!r} at {first}",
        "correct one of the two",
    ),
    "D316": note(
        "classes describe the {what} of {endpoint} differently: {here!r} here, "
        "{there!r} in {owner!r} at {first}",
        "make the two texts the same, or keep both: each method has its own",
    ),
    "D317": warning(
        "methods {name!r} and {other!r} at {first} share the endpoint {endpoint}",
        "correct the endpoint of one of them, or remove the method",
    ),
    "D318": warning(
        "{kind} name {name!r} differs from {other!r} at {first} only in case",
        "rename one of them, or make them the same",
    ),
    "D319": warning(
        "link text {name!r} does not match its anchor {anchor!r}",
        "correct the text or the anchor",
    ),
    "D320": warning(
        "link target {target!r} is not a page of the documents",
        "correct the target, or add the page",
    ),
    "D321": warning(
        "link target {target!r} is in a directory without pages, so {page!r} was used",
        "write <name>-definition.md, ../definitions/<name>-definition.md or "
        "../classes/<name>-api.md",
    ),
    "D322": note(
        "description of {name!r} in the index differs from its page: {text!r}",
        "copy the page's description, which mdclient uses, to the index",
    ),
    "D323": note(
        "page has no footer, unlike {others} of {count} pages; it may be truncated",
        "check the end of the page, and add the footer of the other pages",
    ),
    "D324": warning(
        "type {name!r} is not linked, so it is the primitive and not the definition "
        "of that name",
        "write [{name}]({page}) for the definition, or the primitive in lower case",
    ),
    "D325": warning(
        "page is of version {version}, most others are of {usual}",
        "take all pages from one version",
    ),
    "D326": note(
        "{count} wire names are guessed {convention}, and query parameters may be "
        "headers",
        "list them with --format json, or add these documents to others that show the "
        "wire's names",
    ),
}
