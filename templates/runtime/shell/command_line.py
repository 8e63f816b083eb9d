"""Command line of a client, made of its operations as data."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..config.platform import Platform
from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    TokenRequestError,
)
from ..operation import Operation, operations_by_method
from ..typos import likely_name
from .arguments import (
    UsageError,
    argument_values,
    describe_parameter,
    option_name,
    option_names,
    printable,
    type_text,
)
from .completion import SCRIPTS

if TYPE_CHECKING:
    from ..client.client import SyncClient

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
NO_RESPONSE: Final = 4
_INTERRUPTED: Final = 130

_COMMANDS: Final = ("call", "completion", "list", "show")
_EXIT_CODES: Final = (
    "exit codes: 0 success, 1 other failure, 2 wrong usage, 3 refused by the server,"
    " 4 no response"
)


class CommandLine:
    """Command line of a client.

    Only the module of the named API class is imported; ``list`` imports all of them.
    """

    def __init__(
        self,
        apis: str,
        modules: Mapping[str, str],
        platform: Platform,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Store the names of the client's modules."""
        self._package = apis.rpartition(".")[0]
        self._apis = apis
        self._modules = modules
        self._platform = platform
        self._settings = dict(settings or {})

    def run(self, arguments: Sequence[str] | None = None) -> int:
        """Run a command, print errors to standard error and return the exit code."""
        given = list(sys.argv[1:] if arguments is None else arguments)
        try:
            code = self._run(given)
            sys.stdout.flush()
        except SystemExit as end:
            # argparse ends the program after help and for wrong usage.
            return end.code if isinstance(end.code, int) else USAGE
        except BrokenPipeError:
            # The reader went away. Python must not fail again when it flushes.
            with open(os.devnull, "wb") as null:
                os.dup2(null.fileno(), sys.stdout.fileno())
            return FAILED
        except KeyboardInterrupt:
            return _INTERRUPTED
        except Exception as error:
            failed = _exit_code(error)
            if failed is None:
                raise
            print(f"{self._program}: {printable(str(error))}", file=sys.stderr)
            return failed
        return code

    @property
    def _program(self) -> str:
        return self._platform.distribution

    def _run(self, given: list[str]) -> int:
        if given[:1] == ["complete"]:
            words = given[2:] if given[1:2] == ["--"] else given[1:]
            print("".join(f"{name}\n" for name in self._completed(words)), end="")
            return OK
        options = self._parser().parse_args(given)
        if options.command == "list":
            return self._list(" ".join(options.text))
        if options.command == "show":
            return self._show(options.operation)
        if options.command == "completion":
            function = re.sub(r"\W", "_", self._program)
            script = SCRIPTS[options.shell]
            print(script.format(program=self._program, function=function), end="")
            return OK
        return self._call(options.operation, options.arguments)

    def _parser(self) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(
            self._program,
            description=f"Call operations of {self._platform.client}.",
            epilog=_EXIT_CODES,
            allow_abbrev=False,
        )
        commands = parser.add_subparsers(dest="command", required=True)
        call = commands.add_parser(
            "call",
            help="call an operation and print the response as JSON",
            epilog="'call OPERATION --help' prints the options of an operation",
        )
        call.add_argument("operation", help="such as the names that 'list' prints")
        call.add_argument("arguments", nargs=argparse.REMAINDER, help="its options")
        found = commands.add_parser("list", help="list operations")
        found.add_argument("text", nargs="*", help="in name, path or summary")
        show = commands.add_parser("show", help="print arguments, types and responses")
        show.add_argument("operation")
        script = commands.add_parser("completion", help="print a completion script")
        script.add_argument("shell", choices=list(SCRIPTS))
        return parser

    def _list(self, text: str) -> int:
        words = text.lower().split()
        for attribute in self._modules:
            for name, operation in self._operations(attribute).items():
                summary = self._summary(name)
                line = f"{name}  {operation.method} {operation.path}  {summary}"
                searched = f"{line} {operation.name}".lower()
                if all(word in searched for word in words):
                    print(line.rstrip())
        return OK

    def _show(self, name: str) -> int:
        operation = self._find(name)
        print(f"{name}: {operation.method} {operation.path}")
        if summary := self._summary(name):
            print(summary)
        if operation.paging:
            print("Has pages: --all follows them.")
        if operation.parameters:
            print("\nArguments:")
        for parameter in operation.parameters:
            print(f"  {option_name(parameter)}  {describe_parameter(parameter)}")
        print("\nResponses:")
        for row in operation.responses.values():
            kind = f"{type_text(row.type)}  " if row.typed else ""
            print(f"  {row.status}  {kind}{printable(row.description)}")
        return OK

    def _call(self, name: str, given: list[str]) -> int:
        operation = self._find(name)
        options = self._call_options(name, operation, given)
        from .output import (
            confirm,
            describe_request,
            print_json,
            write_items,
            write_response,
        )

        call = operation(**argument_values(operation, options))
        if options.output and not Path(options.output).absolute().parent.is_dir():
            raise UsageError(f"{options.output} must be in an existing directory")
        if options.all and operation.paging is None:
            raise UsageError(f"{name} has no pages: call it without --all")
        with self._client(options) as client:
            if options.dry_run:
                print_json(describe_request(client, call))
                return OK
            if operation.method == "DELETE" and not (options.yes or confirm(call)):
                raise UsageError("not confirmed, so nothing was sent (--yes confirms)")
            if options.all:
                write_items(client, call, options.output)
            else:
                write_response(client, call, options.output)
        return OK

    def _call_parser(
        self, name: str, operation: Operation[Any]
    ) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(
            f"{self._program} call {name}",
            description=self._summary(name).replace("%", "%%") or None,
            epilog=_EXIT_CODES,
            allow_abbrev=False,
        )
        for parameter in operation.parameters:
            many = parameter.location != "body" and parameter.kind.endswith("[]")
            parser.add_argument(
                option_name(parameter),
                dest=f"argument {parameter.python_name}",
                action="append" if many else "store",
                metavar="JSON" if parameter.location == "body" else "VALUE",
                help=describe_parameter(parameter).replace("%", "%%"),
            )
        add = parser.add_argument
        add("--all", action="store_true", help="print the items of all pages as lines")
        add("-o", "--output", metavar="FILE", help="write the response to a file")
        add("--dry-run", action="store_true", help="print the request, send nothing")
        add("--yes", action="store_true", help="do not ask before DELETE")
        add("--profile", help="profile with the credentials")
        add("--region", help="region of the API")
        return parser

    def _call_options(
        self, name: str, operation: Operation[Any], given: list[str]
    ) -> argparse.Namespace:
        parser = self._call_parser(name, operation)
        options, unknown = parser.parse_known_args(given)
        if unknown:
            word = unknown[0].partition("=")[0]
            hint = (
                likely_name(word, option_names(operation))
                if word.startswith("-")
                else ""
            )
            text = f"{name} has no argument {word}"
            raise UsageError(f"{text}. Did you mean {hint}?" if hint else text)
        return options

    def _client(self, options: argparse.Namespace) -> SyncClient:
        settings = dict(self._settings)
        for name in ("profile", "region"):
            if value := getattr(options, name):
                settings[name] = value
        client: type[SyncClient] = getattr(
            import_module(self._package), self._platform.client
        )
        return client(**settings)

    def _operations(self, attribute: str) -> dict[str, Operation[Any]]:
        """Return the operations of an API class by name; imports its module."""
        found = operations_by_method(self._module(attribute))
        return {f"{attribute}.{name}": value for name, value in found.items()}

    def _module(self, attribute: str) -> object:
        """Return the module of an API class."""
        return import_module(f"{self._apis}.{self._modules[attribute]}")

    def _find(self, name: str) -> Operation[Any]:
        attribute = name.partition(".")[0]
        known: Mapping[str, Operation[Any]] = {}
        if attribute in self._modules:
            known = self._operations(attribute)
        if name in known:
            return known[name]
        hint = likely_name(name, known) or likely_name(attribute, self._modules)
        text = f"{name!r} is not an operation: 'list' prints all of them"
        raise UsageError(f"{text}. Did you mean {hint!r}?" if hint else text)

    def _summary(self, name: str) -> str:
        """Return the first line of the docstring of a method."""
        attribute, _, method = name.partition(".")
        for value in vars(self._module(attribute)).values():
            if isinstance(value, type) and method in vars(value):
                doc = getattr(value, method).__doc__ or ""
                return printable(doc.strip().partition("\n")[0])
        return ""

    def _completed(self, words: list[str]) -> list[str]:
        """Return the completions of the last word."""
        *before, word = words or [""]
        found: Sequence[str] = ()
        if not before:
            found = _COMMANDS
        elif before == ["completion"]:
            found = list(SCRIPTS)
        elif before in (["call"], ["show"]):
            found = self._completed_names(word)
        elif before[0] == "call" and word.startswith("-"):
            found = option_names(self._find(before[1]))
        return [each for each in found if each.startswith(word)]

    def _completed_names(self, word: str) -> list[str]:
        attribute, dot, _ = word.partition(".")
        if not dot:
            starts = [each for each in self._modules if each.startswith(attribute)]
            if len(starts) != 1:
                return [f"{each}." for each in starts]
            (attribute,) = starts
        return list(self._operations(attribute)) if attribute in self._modules else []


def _exit_code(error: Exception) -> int | None:
    """Return the exit code for an error, or None for a defect of the program."""
    if isinstance(error, (APIConnectionError, APITimeoutError)):
        return NO_RESPONSE
    if isinstance(error, (APIStatusError, TokenRequestError)):
        return REFUSED if error.status else NO_RESPONSE
    if isinstance(error, (UsageError, ConfigurationError, TypeError, ValueError)):
        return USAGE
    return FAILED if isinstance(error, (APIError, OSError)) else None
