"""Diagnostics of the structure of pages: ``D1xx``."""

from .definition import Entry, error, note, warning

PAGE_STRUCTURE: dict[str, Entry] = {
    "D101": error(
        "the page does not begin with its title, {expected}",
        "make the title the first heading and the first line",
    ),
    "D102": error(
        "{owner} has no section {section!r}",
        "add the heading, or correct its spelling or level",
    ),
    "D103": error(
        "{owner} has the section {section!r} twice, first in line {first}",
        "merge the two sections",
    ),
    "D104": error("the heading {heading!r} stands in a wrong place", "{expected}"),
    "D105": error(
        "nothing reads this text: {text!r}",
        "give it the form that the texts, rows or items around it have, or remove it",
    ),
    "D106": warning(
        "a heading inside a text is kept as text: {heading!r}",
        "correct its spelling or level if it is to open a section",
    ),
    "D107": error("a block of code opens here and is never closed", "close the fence"),
    "D108": error("{owner} has no table with the columns {columns}", "add the table"),
    "D109": error("the table has no column {column!r}", "its columns are: {present}"),
    "D110": warning("the column {column!r} is not read", "columns known here: {known}"),
    "D111": error("the table has the column {column!r} twice", "rename one of them"),
    "D112": error(
        "this row has {count} of {columns} cells: {text!r}",
        "separate the cells by pipes",
    ),
    "D113": warning(
        "the line of dashes below the table's head is missing", "add {dashes}"
    ),
    "D114": warning(
        "this text before the table is not read: {text!r}",
        "before a status table stands one sentence, which begins with 'A promise that'",
    ),
    "D115": warning(
        "a list item without a parameter is taken as part of the description of "
        "{parameter!r}: {text!r}",
        "write `name` - **(type, required)** if it is a parameter",
    ),
    "D116": warning(
        "a deprecation outside of the summary is kept as text",
        "move the block above the first section of the operation",
    ),
    "D117": warning(
        "text of a quote that does not say that the method is deprecated is kept: "
        "{text!r}",
        "a deprecation has the sentence 'This method is deprecated.'",
    ),
    "D118": warning(
        "what looks like a row or a parameter is kept as text: {text!r}",
        "move it into its table or list",
    ),
    "D119": error(
        "a comment holds what may be a fact and is not read: {text!r}",
        "remove the comment, or the marks around what it holds",
    ),
    "D120": warning(
        "a comment stands where facts are read: {text!r}",
        "remove the comment; in a description it is text",
    ),
    "D121": error(
        "a second head, or a line of dashes, inside of a table: {text!r}",
        "make it one table: a head, a line of dashes, then the rows",
    ),
    "D122": warning(
        "{owner} has no table; it has no properties",
        "write 'This definition does not have any properties.' if this is so",
    ),
    "D123": error("a comment opens here and is never closed", "close it with -->"),
    "D124": error(
        "unclaimed content, which would be lost: {text!r}",
        "give it the form that the texts around it have, or remove it",
    ),
    "D125": error(
        "claimed twice, or read in another way than it stands here: {text!r}",
        "write it in another way",
    ),
    "D126": note(
        "a space that is no ordinary one is dropped at the end of a text: {text!r}",
        "write an ordinary space",
    ),
    "D127": warning(
        "a sentence that is none of those known here, and is not read: {text!r}",
        "move what it says of the API to where texts are read, or remove it",
    ),
    "D128": warning(
        "{owner} has no methods",
        "write 'This class does not have any methods.' if this is so",
    ),
    "D129": warning(
        "this row has {count} of {columns} cells, the others are taken as empty: "
        "{text!r}",
        "write the missing pipes if they are",
    ),
    "D130": warning(
        "the status table of the method {name!r} has no rows",
        "add a row for each status, or one for `default`",
    ),
    "D131": warning(
        "the summary of the method {name!r} goes on in another paragraph: {text!r}",
        "write #### Description above it if it is one",
    ),
    "D132": error(
        "a mark of a merge conflict: {text!r}",
        "decide which side counts, and remove the marks and the other one",
    ),
    "D133": warning(
        "{owner} has an empty section {section!r}",
        "write what belongs there; without parameters, 'This method does not have any "
        "parameters.'",
    ),
    "D134": warning(
        "something was left out here: {text!r}",
        "put it where the ellipsis stands",
    ),
}
