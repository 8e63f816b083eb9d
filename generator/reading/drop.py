"""Reads a whole drop: find the pages, read each, put them together."""

from pathlib import Path
from posixpath import basename

from ..config import Config, Documents
from ..diagnostics import Diagnostics, SourceSpan
from ..model import Drop
from .account import Account
from .classes import ClassPage, read_class
from .definitions import DefinitionPage, read_definition
from .endings import check_endings
from .files import PageFile, find_pages, load_page
from .hidden import note_lookalikes
from .index import Index, read_index
from .links import check_anchors, check_links
from .mentions import note_mentions
from .nearest import Nearest
from .paging import with_paging
from .resolve import resolve

Page = Index | ClassPage | DefinitionPage


def read_drop(
    specs: Path,
    config: Config,
    diagnostics: Diagnostics,
    jobs: int = 1,
    account: Account | None = None,
) -> Drop:
    """Read the documents in a folder.

    Everything that is wrong with them is diagnosed; the result is of use only when
    there is no error among it.

    Args:
        specs: The folder that holds ``classes/`` and ``definitions/``, or the pages.
        config: The configuration of the drop.
        diagnostics: Takes what is to be said about the documents.
        jobs: How many processes may share the work. Reading uses one: to hand the pages
            back from another process takes as long as to read them.
        account: Takes how much there was to read.
    """
    files = find_pages(specs, config.documents, diagnostics)
    if diagnostics.has_errors:
        return Drop(apis=(), definitions=())
    names = Nearest(basename(file.file) for file in files)
    account = account or Account()
    pages = [
        read_page(file, names, config.documents, diagnostics, account) for file in files
    ]
    found_index = next((page for page in pages if isinstance(page, Index)), None)
    classes = [page for page in pages if isinstance(page, ClassPage)]
    definitions = [page for page in pages if isinstance(page, DefinitionPage)]
    if not any(file.kind == "index" for file in files):
        count = sum(file.kind == "class" for file in files)
        diagnostics.add("D010", SourceSpan(specs.as_posix(), 0), count=count)
    unread = {
        basename(file.file)
        for file, page in zip(files, pages, strict=True)
        if page is None
    }
    check_endings([page.open_end for page in pages if page], diagnostics)
    drop = resolve(found_index, classes, definitions, unread, diagnostics)
    note_lookalikes(drop, diagnostics)
    return with_paging(drop, config.paging)


def read_page(
    file: PageFile,
    names: Nearest,
    limits: Documents,
    diagnostics: Diagnostics,
    account: Account,
) -> Page | None:
    """Read one page; None if there is no reading it, which is diagnosed.

    ``names`` are the file names of all pages, to which this one may link. The page is
    entered into the account.
    """
    source = load_page(file, limits, diagnostics)
    if source is None:
        return None
    match file.kind:
        case "index":
            page: Page | None = read_index(source, diagnostics)
        case "class":
            page = read_class(source, diagnostics)
        case "definition":
            page = read_definition(source, diagnostics)
    account.audit(source, diagnostics)
    check_links(source, names, _checked(page), diagnostics)
    if isinstance(page, ClassPage):
        check_anchors(source, diagnostics)
        note_mentions(source, page.api, diagnostics)
    return page


def _checked(page: Page | None) -> set[str]:
    """The pages to which another part of the reading checks the links."""
    match page:
        case None:
            return set()
        case Index():
            return {entry.page for entry in page.entries}
        case _:
            return {reference.page for reference in page.references}
