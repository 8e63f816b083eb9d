"""What a client writes to `logging`: to the logger that is named after its package.

    DEBUG     every request and every answer, with copies of headers that show no
              secret; bodies too where ``log_bodies`` is set; that the client is idle or
              runs again
    INFO      other changes of state, tokens, attempts that are made again, and once
              each place where answers differ from the documents
    WARNING   pauses that the server asks for, a token that could not be given back
    ERROR     listeners that raise

Errors are raised, so they are not written. Only copies are changed, never what is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..responses.masking import Secrets

if TYPE_CHECKING:
    from logging import Logger

LOGGER_NAME: Final = (__package__ or "").rsplit(".", 2)[0] or __name__


def logger() -> Logger:
    """Return the logger; `logging` is imported no sooner than that."""
    from logging import getLogger

    return getLogger(LOGGER_NAME)


class Log:
    """The logger of one client.

    Args:
        bodies: Whether bodies are written as well.

    Attributes:
        secrets: What is masked in all that is written.
    """

    def __init__(self, bodies: bool = False) -> None:
        from logging import DEBUG, INFO, WARNING

        self.bodies = bodies
        self.secrets: Secrets = Secrets()
        self.logger: Logger = logger()
        self._debug, self._info, self._warning = DEBUG, INFO, WARNING

    @property
    def active(self) -> bool:
        """Whether anything of a call would be written that goes well."""
        return self.logger.isEnabledFor(self._debug)

    def debug(self, text: str, *values: object) -> None:
        """Write at DEBUG."""
        self._write(self._debug, text, values)

    def info(self, text: str, *values: object) -> None:
        """Write at INFO."""
        self._write(self._info, text, values)

    def warning(self, text: str, *values: object) -> None:
        """Write at WARNING."""
        self._write(self._warning, text, values)

    def _write(self, level: int, text: str, values: tuple[object, ...]) -> None:
        if self.logger.isEnabledFor(level):
            shown = (
                value if isinstance(value, (int, float)) else self._masked(value)
                for value in values
            )
            self.logger.log(level, text, *shown)

    def _masked(self, value: object) -> str:
        return self.secrets.mask(str(value))
