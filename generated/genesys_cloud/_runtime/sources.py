"""Where settings come from: arguments, else the environment, else a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .errors import ConfigurationError
from .platform import Platform
from .secrecy import Secretive

_ANCHORS: Final = ("region", "domain", "gateway")
_URLS: Final = ("base_url", "login_url")
_CLIENT: Final = ("client_id", "client_secret")
_CREDENTIALS: Final = ("credentials", "access_token", *_CLIENT)


class Given(Secretive, frozen=True):
    """A setting's value, and how its source calls it."""

    value: Any
    label: str


Layer = dict[str, Given]


def gather(platform: Platform, arguments: Layer, environment: Layer) -> Layer:
    """Return the settings that count, of credentials and places.

    For each setting the first source counts that has it. What contradicts a setting of
    an earlier source does not count at all: a base URL of the environment has no say
    where the region is an argument, nor has a token of the environment where the client
    id is one.

    Args:
        platform: Facts about the platform.
        arguments: What `from_arguments` returns.
        environment: What `from_environment` returns.

    Raises:
        ConfigurationError: One source contradicts itself, or the profile is unsound.
    """
    layers = [arguments, environment]
    name = arguments.get("profile") or environment.get("profile")
    if name is not None:
        layers.append(_profile(platform, name))
    for layer in layers:
        _check_alone(layer)
    return {**_credentials(layers), **_places(layers)}


def from_arguments(arguments: Mapping[str, Any]) -> Layer:
    """Return a constructor's arguments as settings; None is not given."""
    return {k: Given(v, k) for k, v in arguments.items() if v is not None}


def from_environment(platform: Platform, environ: Mapping[str, str]) -> Layer:
    """Return the settings that environment variables name."""
    found: Layer = {}
    for setting, variable in platform.environment.items():
        # An empty variable is one that is not set: shells cannot always unset them.
        if environ.get(variable):
            found[setting] = Given(environ[variable], variable)
    return found


def _profile(platform: Platform, name: Given) -> Layer:
    if not isinstance(name.value, str) or not name.value:
        raise ConfigurationError(f"{name.label} is empty, or no text")
    from .profile import read_profile

    settings = read_profile(platform.distribution, name.value)
    label = f"of profile {name.value!r}"
    return {key: Given(value, f"{key} {label}") for key, value in settings.items()}


def _check_alone(layer: Layer) -> None:
    """Refuse a source that says one thing in two ways."""
    anchors = [layer[key].label for key in _ANCHORS if key in layer]
    if len(anchors) > 1:
        raise ConfigurationError(f"Give one of {' and '.join(anchors)}, not both")
    labels = {key: layer[key].label for key in _CREDENTIALS if key in layer}
    for key in ("credentials", "access_token"):
        if key in labels and len(labels) > 1:
            others = [label for other, label in labels.items() if other != key]
            raise ConfigurationError(
                f"Give either {labels[key]}, or {' and '.join(others)}, not both"
            )


def _credentials(layers: list[Layer]) -> Layer:
    found: Layer = {}
    for layer in layers:
        # The first source that has any says which kind counts.
        kinds = _CLIENT if found else _CREDENTIALS
        for key in kinds:
            if key in layer and key not in found:
                found[key] = layer[key]
        if not found.keys() <= set(_CLIENT):
            break
    return found


def _places(layers: list[Layer]) -> Layer:
    found: Layer = {}
    for layer in layers:
        for key in (*_ANCHORS, *_URLS):
            if key in layer and key not in found:
                found[key] = layer[key]
        if any(key in found for key in _ANCHORS):
            break
    return found
