"""``python -m tests.mutation DROP``: try many mutants of the pages of a drop.

Prints what came of them and fails on any loss; see ``make fuzz``.
"""

import argparse
import difflib
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .fuzz import Case, Fuzzer, Tally
from .mutant import apply
from .oracle import Outcome, Reader
from .page import load_pages
from .shrink import shrink

_CHUNK = 500
_DROPS = 100
"""One of so many mutants besides is one of a whole drop, which takes long to read."""
_fuzzer: Fuzzer


def _start(drop: Path, folder: Path, seed: int, names: list[str]) -> None:
    global _fuzzer
    _fuzzer = Fuzzer(load_pages(drop), folder, seed, names)


def _run(task: tuple[bool, range]) -> Tally:
    drops, numbers = task
    return _fuzzer.run_drops(numbers) if drops else _fuzzer.run(numbers)


def _table(tally: Tally) -> str:
    columns: tuple[Outcome, ...] = ("same", "differs", "diagnosed", "loss")
    lines = [f"{'mutator':36}" + "".join(f"{name:>10}" for name in columns)]
    total = Counter[Outcome]()
    for name, counter in sorted(tally.outcomes.items()):
        lines.append(f"{name:36}" + "".join(f"{counter[key]:10}" for key in columns))
        total += counter
    lines.append(f"{'all':36}" + "".join(f"{total[key]:10}" for key in columns))
    return "\n".join(lines)


def _losses(tally: Tally, fuzzer: Fuzzer, most: int) -> str:
    """How many losses of each kind there are, and the first of them at their least."""
    kinds: dict[str, list[int]] = {}
    for number, reason in sorted(tally.losses.items()):
        kinds.setdefault(reason.split("[")[0][:70], []).append(number)
    text = "".join(
        f"LOSS {len(numbers):5}  {kind}  {numbers[:3]}\n"
        for kind, numbers in sorted(kinds.items())
    )
    for number in [number for number in sorted(tally.losses) if number >= 0][:most]:
        text += _example(fuzzer.case(number), fuzzer.reader)
    return text


def _example(case: Case, reader: Reader) -> str:
    """The least page that shows a loss, as a difference, and what was said of it."""
    page, change = shrink(reader, case.page, case.change)
    text = f"\n#{case.number} {case.mutator}: {case.verdict.reason}\n"
    after = apply(page.lines, change)
    for line in difflib.unified_diff(page.lines, after, page.file, "mutant", "", "", 2):
        text += f"  {line.rstrip()[:160]!r}\n"
    for one in case.mutant.said[:5]:
        text += f"  {one.span}: {one.code}\n"
    return text


def main() -> int:
    """Try the mutants that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("drop", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args()
    tally = Tally()
    last = options.first + options.count
    tasks = [
        (False, range(start, min(start + _CHUNK, last)))
        for start in range(options.first, last, _CHUNK)
    ]
    drops = 0 if options.only else options.count // _DROPS
    tasks += [(True, range(at, min(at + 50, drops))) for at in range(0, drops, 50)]
    with tempfile.TemporaryDirectory() as folder:
        setup = (options.drop, Path(folder), options.seed, options.only)
        with multiprocessing.Pool(options.jobs, _start, setup) as pool:
            for part in pool.imap_unordered(_run, tasks):
                tally.add(part)
        fuzzer = Fuzzer(load_pages(options.drop), *setup[1:])
        shown = _losses(tally, fuzzer, options.show)
    print(_table(tally))
    print(f"seed {options.seed}, {options.count} mutants, {options.drop}")
    print(shown, end="")
    return 1 if tally.losses else 0


if __name__ == "__main__":
    sys.exit(main())
