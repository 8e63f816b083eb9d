"""How one place of an answer differs from the documents, while it is being read."""


class Finding:
    """One difference.

    Attributes:
        steps: The way to it, the last step first: names of fields, indices, and keys of
            mappings as a tuple of one.
        expected: What the documents have there.
        got: What came.
    """

    __slots__ = ("expected", "got", "steps")

    def __init__(self, expected: str, got: str) -> None:
        self.steps: list[str | int | tuple[str]] = []
        self.expected = expected
        self.got = got
