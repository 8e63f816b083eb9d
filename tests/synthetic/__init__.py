"""Documentation drops made of invented words, as large and as irregular as real ones.

``python -m tests.synthetic FOLDER`` writes one. What is known of real drops, and in
which proportions, is here: broken tables, odd names, several results of one operation,
recursive definitions. The same seed gives the same bytes.
"""

from pathlib import Path
from random import Random

from .classes import class_weights, make_classes
from .definitions import Definitions, Fact
from .listings import make_listings
from .pages import class_page, definition_page, index_page
from .words import Words

__all__ = ["Fact", "make_drop", "write_drop"]

_DATE = "2001-02-03T04:05:06.{number:03}Z"
_ENDS = (" |", "\n |", "")


def make_drop(
    folder: Path,
    *,
    classes: int = 80,
    operations: int = 2700,
    definitions: int = 3800,
    seed: int = 0,
) -> Fact:
    """Write a drop and return its facts, in the shape that ``inspect`` prints.

    Args:
        folder: Where ``classes/`` and ``definitions/`` are made.
        classes: How many API classes, at least 5.
        operations: How many operations among them, at least 10 times as many.
        definitions: How many definitions, at least 200.
        seed: Another seed gives another drop.

    Raises:
        ValueError: The drop would be too small to hold every irregularity.
    """
    if classes < 5 or operations < 10 * classes or definitions < 200:
        raise ValueError("too small a drop to hold every irregularity")
    words = Words(Random(seed))
    weights = class_weights(words.random, classes)
    defined = Definitions(words, definitions, weights)
    made = make_classes(words, weights, operations, defined)
    make_listings(made, defined)
    facts = {"classes": made, "definitions": defined.facts}
    write_drop(folder, facts)
    return facts


def write_drop(folder: Path, facts: Fact) -> None:
    """Write the pages that say some facts, and into the facts in which lines."""
    pages = {"classes/api-classes.md": index_page(facts["classes"])}
    for fact in facts["classes"]:
        pages[fact["file"]] = class_page(fact)
    broken = 0
    for fact in facts["definitions"]:
        several = any("\n" in row["description"] for row in fact["properties"])
        pages[fact["file"]] = definition_page(fact, _ENDS[broken % 3])
        broken += several
    for name in ("classes", "definitions"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, (name, page) in enumerate(pages.items()):
        text = page.text(_DATE.format(number=number % 1000))
        (folder / name).write_bytes(text.encode())
