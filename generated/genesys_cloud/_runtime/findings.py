"""How one place of an answer differs from the documents, while it is being read."""


class Finding:
    """One difference.

    Attributes:
        steps: The way to it, the last step first: names of fields, indices, and keys of
            mappings as a tuple of one.
        expected: What the documents have there.
        got: What came.
        root: Where the way begins: ``$`` is the body, ``status`` the status.
        value: What came itself where it stayed, which nobody is told.
    """

    __slots__ = ("expected", "got", "root", "steps", "value")

    def __init__(
        self, expected: str, got: str, root: str = "$", value: object = None
    ) -> None:
        self.steps: list[str | int | tuple[str]] = []
        self.expected = expected
        self.got = got
        self.root = root
        self.value = value

    def path(self, exactly: bool = True) -> str:
        """Write the way down; if not exactly, then without indices and keys."""
        path: list[str] = []
        for step in reversed(self.steps):
            if isinstance(step, str):
                path.append(f".{step}" if step.isidentifier() else f"[{step!r}]")
            elif not exactly:
                path.append("[*]")
            else:
                path.append(
                    f"[{step[0]!r}]" if isinstance(step, tuple) else f"[{step}]"
                )
        return self.root + "".join(path)

    def said(self) -> str:
        """Tell the difference."""
        return f"{self.path()} is {self.got}, not {self.expected}"
