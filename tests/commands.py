"""The command line, run in this process."""

from click.testing import Result
from typer.testing import CliRunner

from generator.cli import app


def run(*arguments: object) -> Result:
    """Run ``mdclient``; an exception that ends it is a bug."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result
