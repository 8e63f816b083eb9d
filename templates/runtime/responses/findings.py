"""Findings: differences between a response and the documents, found by decoding."""


class Finding:
    """One mismatch.

    Attributes:
        steps: The way to it, the last step first: names of fields, indices, and keys of
            mappings as a tuple of one.
        expected: What the documents have there.
        got: What came.
        root: Where the way begins: ``$`` is the body, ``status`` the status.
        value: What came itself where it stayed, which stays private.
    """

    __slots__ = ("expected", "got", "root", "steps", "value")

    def __init__(
        self, expected: str, got: str, root: str = "$", value: object = None
    ) -> None:
        self.steps: list[str | int | tuple[str] | None] = []
        self.expected = expected
        self.got = got
        self.root = root
        self.value = value

    def __str__(self) -> str:
        return f"{self.path()} is {self.got}, not {self.expected}"

    def path(self, *, exactly: bool = True) -> str:
        """Return its place as a JSONPath (RFC 9535).

        Args:
            exactly: Whether with indices and keys; else ``[*]`` stands for them.
        """
        path = [self.root]
        for step in reversed(self.steps):
            if isinstance(step, str):
                path.append(f".{step}" if step.isidentifier() else f"[{step!r}]")
            elif step is None or not exactly:
                path.append("[*]")
            else:
                inner = repr(step[0]) if isinstance(step, tuple) else step
                path.append(f"[{inner}]")
        return "".join(path)


class UndocumentedFinding(Finding):
    """Undocumented field of one object, or of a number of similar ones.

    It is no mismatch: nothing documented is otherwise than it should be. Where it
    stands for several, their indices and keys are None.
    """

    __slots__ = ("times",)

    def __init__(self, times: int = 1) -> None:
        super().__init__("nothing", "a field")
        self.times = times
