"""Runs the steps of a workflow as the hosting would, of which it knows what is needed.

`run:` steps are executed by bash as they stand. Actions (`uses:`) cannot be: a test
gives a function for each, and an action without one is an error. Expressions are
evaluated with a name that is not known being an error too.
"""

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_TOKEN = re.compile(r"'[^']*'|==|!=|&&|\|\||[A-Za-z_][\w.-]*|\S")
_WORDS = {"&&": "and", "||": "or"}
_SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")

Fact = dict[str, Any]
Action = Callable[[Path, Mapping[str, str]], None]
"""Takes the folder of the job and what stands under `with:`."""


def load(path: Path) -> Fact:
    """A workflow; YAML 1.1 takes the key `on` for a truth."""
    workflow: dict[str | bool, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {"on" if key is True else str(key): value for key, value in workflow.items()}


class StepFailed(Exception):
    """A step failed that may not."""


@dataclass
class Runner:
    """What the hosting knows: one run of a workflow."""

    workflow: Fact
    actions: Mapping[str, Action]
    environment: Mapping[str, str]
    """What the machine has, `PATH` among it."""
    facts: Mapping[str, str]
    """What expressions may ask for, as `inputs.x` and `github.x`."""
    log: list[str] = field(default_factory=list[str])
    """The names of the steps that ran, and what they printed."""
    outputs: dict[str, dict[str, str]] = field(
        default_factory=dict[str, dict[str, str]]
    )
    """What the jobs put out; nothing for those that did not run."""

    def run(self, folder: Path) -> None:
        """Run all jobs, each in a folder of its own."""
        outputs = self.outputs
        for name, job in self.workflow["jobs"].items():
            known = dict(self.facts)
            for other in _listed(job.get("needs")):
                for key, value in outputs[other].items():
                    known[f"needs.{other}.outputs.{key}"] = value
            if not self._holds(job.get("if"), known):
                outputs[name] = {}
                continue
            place = folder / name
            place.mkdir(parents=True)
            self._steps(job, place, known)
            outputs[name] = {
                key: self._fill(value, known)
                for key, value in job.get("outputs", {}).items()
            }

    def _steps(self, job: Fact, place: Path, known: dict[str, str]) -> None:
        for step in job["steps"]:
            shared = {**self.workflow.get("env", {}), **job.get("env", {})}
            variables = {k: self._fill(v, known) for k, v in shared.items()}
            inside = {**known, **{f"env.{k}": v for k, v in variables.items()}}
            outcome, outputs = "skipped", dict[str, str]()
            if self._holds(step.get("if"), inside):
                own = {k: self._fill(v, known) for k, v in step.get("env", {}).items()}
                outcome, outputs = self._step(step, place, {**variables, **own})
            if outcome == "failure" and not step.get("continue-on-error"):
                raise StepFailed("\n".join(self.log[-2:]))
            if "id" in step:
                known[f"steps.{step['id']}.outcome"] = outcome
                for key, value in outputs.items():
                    known[f"steps.{step['id']}.outputs.{key}"] = value

    def _step(
        self, step: Fact, place: Path, variables: Mapping[str, str]
    ) -> tuple[str, dict[str, str]]:
        self.log.append(step.get("name") or step.get("uses") or step["run"])
        if "uses" in step:
            self.actions[step["uses"]](place, step.get("with", {}))
            return "success", {}
        out = place.parent / "step-output"
        out.write_text("")
        ran = subprocess.run(
            [*_SHELL, step["run"]],
            cwd=place,
            env={
                **self.environment,
                **variables,
                "GITHUB_OUTPUT": str(out),
                "GITHUB_STEP_SUMMARY": str(place.parent / "summary"),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.log.append(ran.stdout)
        lines = out.read_text().splitlines()
        values = dict(line.split("=", 1) for line in lines)
        return ("failure" if ran.returncode else "success"), values

    def _holds(self, condition: str | None, known: Mapping[str, str]) -> bool:
        return condition is None or bool(_evaluate(str(condition), known))

    def _fill(self, text: object, known: Mapping[str, str]) -> str:
        return _EXPRESSION.sub(lambda match: _evaluate(match[1], known), str(text))


def _evaluate(expression: str, known: Mapping[str, str]) -> str:
    """An expression of names, texts and the operators that are used here.

    What a step may have put out can be empty; any other name that is new is a mistake.
    """
    words: list[str] = []
    for token in _TOKEN.findall(expression):
        if token[0].isalpha():
            is_output = ".outputs." in token
            words.append(repr(known.get(token, "") if is_output else known[token]))
        else:
            words.append(_WORDS.get(token, token))
    value: str = eval(" ".join(words), {"__builtins__": {}})
    return value


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []
