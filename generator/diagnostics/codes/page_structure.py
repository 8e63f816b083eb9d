"""Diagnostics of the structure of pages: ``D1xx``."""

from .definition import Entry, error, note, warning

PAGE_STRUCTURE: dict[str, Entry] = {
    "D101": error(
        "page does not start with its title", "write {expected} on the first line"
    ),
    "D102": error(
        "{owner} has no {section!r} section",
        "write the heading {heading}",
    ),
    "D103": error(
        "{owner} has two {section!r} sections, the first on line {first}",
        "merge the two sections",
    ),
    "D104": error("unexpected heading: {heading!r}", "{expected}"),
    "D105": error(
        "unrecognized text: {text!r}",
        "rewrite it like the text, rows or items around it, or remove it",
    ),
    "D106": warning(
        "heading was kept as text: {heading!r}",
        "correct its spelling or level if it starts a section",
    ),
    "D107": error("code block is never closed", "add the closing fence"),
    "D108": error(
        "{owner} has no table with the columns {columns}",
        "add the table with these columns",
    ),
    "D109": error(
        "table has no {column!r} column",
        "add the column, or rename one of {present}",
    ),
    "D110": warning(
        "column {column!r} was ignored",
        "remove it, or rename it to one of {known}",
    ),
    "D111": error("table has two {column!r} columns", "rename one of them"),
    "D112": error(
        "row has {count} of {columns} cells: {text!r}",
        "separate the cells with pipes",
    ),
    "D113": warning(
        "table has no delimiter row", "write {dashes} below the header row"
    ),
    "D114": warning(
        "text before the table was ignored: {text!r}",
        "remove it, or start it with 'A promise that' above a status table",
    ),
    "D115": warning(
        "list item was added to the description of {parameter!r}: {text!r}",
        "write - `name` - **(type, required)** if it is a parameter",
    ),
    "D116": warning(
        "deprecation notice outside the summary was kept as text",
        "move the notice above the first section of the method",
    ),
    "D117": warning(
        "quote without a deprecation notice was kept as text: {text!r}",
        "write 'This method is deprecated.' in the quote if the method is deprecated",
    ),
    "D118": warning(
        "possible table row or parameter was kept as text: {text!r}",
        "move it into its table or list",
    ),
    "D119": error(
        "comment hides possible API documentation: {text!r}",
        "remove the comment, or remove <!-- and --> to keep its content",
    ),
    "D120": warning(
        "unexpected comment: {text!r}",
        "remove the comment, or move it into a description",
    ),
    "D121": error(
        "table has a second header or delimiter row: {text!r}",
        "write one header row, one delimiter row, then the rows",
    ),
    "D122": warning(
        "{owner} has no property table, so it has no properties",
        "write 'This definition does not have any properties.' if it has none",
    ),
    "D123": error("comment is never closed", "close it with -->"),
    "D124": error(
        "content was not parsed and would be dropped: {text!r}",
        "rewrite it like the text around it, or remove it",
    ),
    "D125": error(
        "content was parsed twice or altered: {text!r}",
        "rewrite it like the text around it",
    ),
    "D126": note(
        "non-ASCII space at the end of a text was dropped: {text!r}",
        "replace it with an ordinary space",
    ),
    "D127": warning(
        "unknown sentence was ignored: {text!r}",
        "move it into a description, or remove it",
    ),
    "D128": warning(
        "{owner} has no methods",
        "write 'This class does not have any methods.' if it has none",
    ),
    "D129": warning(
        "row has {count} of {columns} cells, so the rest are empty: {text!r}",
        "add the missing pipes",
    ),
    "D130": warning(
        "method {name!r} has a status table without rows",
        "add a row for each status, or one for `default`",
    ),
    "D131": warning(
        "summary of method {name!r} has a second paragraph: {text!r}",
        "write #### Description above the paragraph if it is the description",
    ),
    "D132": error(
        "merge conflict marker: {text!r}",
        "resolve the conflict and remove its markers",
    ),
    "D133": warning(
        "{owner} has an empty {section!r} section",
        "write its content; without parameters, 'This method does not have any "
        "parameters.'",
    ),
    "D134": warning(
        "content was left out here: {text!r}",
        "replace this with the missing content",
    ),
}
