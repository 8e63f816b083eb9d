"""Diagnostics of files and folders of documents: ``D0xx``."""

from .definition import Entry, error, warning

FILES: dict[str, Entry] = {
    "D001": error(
        "there is no such folder",
        "name the folder that holds classes/ and definitions/",
    ),
    "D002": error(
        "this is not a folder", "name the folder that holds classes/ and definitions/"
    ),
    "D003": error(
        "no page of an API class was found",
        "pages are called classes/<name>-api.md, or <name>-api.md right in the folder",
    ),
    "D004": error(
        "the page is not UTF-8: {reason}", "save the page in UTF-8 without other bytes"
    ),
    "D005": error("this cannot be read: {reason}", "check file and permissions"),
    "D006": error(
        "the page is a link that leaves the folder of the documents",
        "put the page itself in the place of the link",
    ),
    "D007": error(
        "no kind of page is called like this",
        "pages are called classes/api-classes.md, classes/<name>-api.md and "
        "definitions/<name>-definition.md",
    ),
    "D008": warning(
        "a folder inside {parent} is not read",
        "move its pages to where they belong, or hide the folder with a leading dot",
    ),
    "D009": warning(
        "a Markdown file that is no page is left out",
        "pages are called api-classes.md, <name>-api.md and <name>-definition.md",
    ),
    "D010": warning(
        "there is no index of the classes; all {count} class pages count",
        "add classes/api-classes.md",
    ),
    "D011": error("this is no file", "put the page itself in its place"),
    "D012": error(
        "the page has {size} bytes, more than the {limit} that a page may have",
        "split the page, or raise page_bytes in client.toml, [documents]",
    ),
    "D013": error(
        "there are {count} pages, more than the {limit} that there may be",
        "split the documents, or raise pages in client.toml, [documents]",
    ),
    "D014": error(
        "the pages have {size} bytes together, more than the {limit} that they may",
        "split the documents, or raise total_bytes in client.toml, [documents]",
    ),
    "D015": error(
        "quotes and lists lie {depth} deep in each other here, more than {limit}",
        "write it flat, or raise nesting in client.toml, [documents]",
    ),
    "D016": error(
        "the name of the file holds bytes or characters that do not show",
        "call the file <name>-api.md or <name>-definition.md, by what it is about",
    ),
}
