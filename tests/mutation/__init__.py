"""Pages changed as people and tools change them, and what reading must make of each.

A mutant is a page with one change. Reading it has to give the same model, or one that
differs in just the facts whose lines were changed, or a diagnostic at the changed
place. Whatever else it gives is a silent loss. ``oracle`` decides, ``python -m
tests.mutation`` tries as many mutants as one likes (``make fuzz``).
"""
