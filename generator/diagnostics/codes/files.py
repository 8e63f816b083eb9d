"""Diagnostics of files and directories of documents: ``D0xx``."""

from .definition import Entry, error, note, warning

FILES: dict[str, Entry] = {
    "D001": error(
        "directory does not exist",
        "pass a directory of pages to --specs or --also, or correct it in client.toml",
    ),
    "D002": error(
        "path is not a directory",
        "pass a directory of pages to --specs or --also, or correct it in client.toml",
    ),
    "D003": error(
        "directory contains no class page",
        "name class pages classes/<name>-api.md, or <name>-api.md at the top level",
    ),
    "D004": error("page is not valid UTF-8: {reason}", "save the page as UTF-8"),
    "D005": error("cannot read this path: {reason}", "check its permissions"),
    "D006": error(
        "page is a symbolic link to a file outside the documents",
        "replace the link with the page itself",
    ),
    "D007": error(
        "file name matches no kind of page",
        "name pages classes/api-classes.md, classes/<name>-api.md and "
        "definitions/<name>-definition.md",
    ),
    "D008": warning(
        "directory inside {parent} was ignored",
        "move its pages to classes/ or definitions/, or start its name with a dot",
    ),
    "D009": warning(
        "Markdown file that is not a page was ignored",
        "name pages api-classes.md, <name>-api.md and <name>-definition.md",
    ),
    "D010": warning(
        "documents have no class index, so all {count} class pages are included",
        "add classes/api-classes.md",
    ),
    "D011": error("path is not a regular file", "replace it with the page itself"),
    "D012": error(
        "page must have at most {limit} bytes, not {size}",
        "split the page, or raise page_bytes in [documents] of client.toml",
    ),
    "D013": error(
        "documents must have at most {limit} pages, not {count}",
        "split the documents, or raise pages in [documents] of client.toml",
    ),
    "D014": error(
        "documents must have at most {limit} bytes, not {size}",
        "split the documents, or raise total_bytes in [documents] of client.toml",
    ),
    "D015": error(
        "quotes and lists must nest at most {limit} deep, not {depth}",
        "flatten them, or raise nesting in [documents] of client.toml",
    ),
    "D016": error(
        "file name contains hidden or undecodable characters",
        "rename the file <name>-api.md or <name>-definition.md",
    ),
    "D017": note(
        "Markdown file about the package as a whole was ignored",
        "name pages of models and classes <Name>.md, with a capital",
    ),
}
