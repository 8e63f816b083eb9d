"""Text as TOML writes it."""

from .confusables import is_seen


def toml_string(text: str) -> str:
    """A TOML basic string (TOML 1.0): any character may be written by its number.

    Half a character (a lone surrogate) is none: it becomes the replacement character.
    """
    return '"{}"'.format("".join(map(_toml_character, text)))


def _toml_character(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "\N{REPLACEMENT CHARACTER}"
    if character not in '"\\' and is_seen(character):
        return character
    return f"\\U{ord(character):08x}"


class TomlKey:
    """A key as a hint shows it: whole, however long, ready to be copied."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return toml_string(self._key)
