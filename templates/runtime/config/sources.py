"""Sources of settings: arguments, else the environment, else a profile.

A profile that an argument names is as explicit as the arguments, and goes before the
environment. The client never mixes settings of two sources, so that no wrong host
receives a secret. All credentials come from the first source that has any, and so do
all host settings. Arguments may name other hosts for credentials of another source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..errors import ConfigurationError
from ..redaction import RedactedStruct, Secret
from .platform import Platform

_REGION_KEYS: Final = ("region", "domain", "gateway")
_HOST_KEYS: Final = (*_REGION_KEYS, "base_url", "login_url")
_CLIENT_KEYS: Final = ("client_id", "client_secret")
_CREDENTIAL_KEYS: Final = ("credentials", "access_token", *_CLIENT_KEYS)
SETTING_KEYS: Final = ("profile", *_CREDENTIAL_KEYS, *_HOST_KEYS)


class SettingValue(Secret[Any], frozen=True):
    """Value of a setting, and its name in its source."""

    label: str


SettingValues = dict[str, SettingValue]


class Source(RedactedStruct, frozen=True):
    """The settings of one source.

    Attributes:
        name: Name in messages.
        settings: Settings that it has.
        words: Its own names of settings, such as environment variables.
        profile: True for a profile.
    """

    name: str
    settings: SettingValues
    words: Mapping[str, str] = {}
    profile: bool = False

    def has(self, keys: tuple[str, ...]) -> bool:
        """Return True if the source has any of some settings."""
        return not self.settings.keys().isdisjoint(keys)

    def subset(self, keys: tuple[str, ...]) -> SettingValues:
        """Return those of some settings that the source has."""
        return {key: self.settings[key] for key in keys if key in self.settings}


def gather(platform: Platform, arguments: Source, environment: Source) -> SettingValues:
    """Return the effective settings of credentials and hosts.

    The credentials of a profile go to the hosts of the profile, unless arguments name
    other hosts. The environment cannot redirect them.

    Raises:
        ConfigurationError: Settings of a source contradict each other or are
            incomplete, or the profile is invalid.
    """
    sources = [arguments, environment]
    if (named := arguments.settings.get("profile")) is not None:
        sources.insert(1, _profile(platform, named))
    elif (named := environment.settings.get("profile")) is not None:
        sources.append(_profile(platform, named))
    for source in sources:
        _check_alone(source)
    credentials = _first_with(sources, _CREDENTIAL_KEYS)
    if credentials is not None and credentials.profile:
        sources = [arguments, credentials]
    hosts = _host_settings(sources, credentials)
    if credentials is None:
        return hosts
    _check_complete(platform, credentials)
    _check_hosts_of(credentials, hosts, environment)
    return {**credentials.subset(_CREDENTIAL_KEYS), **hosts}


def _host_settings(sources: list[Source], credentials: Source | None) -> SettingValues:
    """Return the host settings of the first source that has any.

    If credentials come from another source, an argument may replace a single URL of
    the hosts of that source.
    """
    arguments, *others = sources
    explicit = arguments.subset(_HOST_KEYS)
    found = _first_with(others, _HOST_KEYS)
    own = credentials is None or credentials is arguments or arguments.has(_REGION_KEYS)
    if found is None or (explicit and own):
        return explicit
    return {**found.subset(_HOST_KEYS), **explicit}


def _first_with(sources: list[Source], keys: tuple[str, ...]) -> Source | None:
    return next((source for source in sources if source.has(keys)), None)


def from_arguments(arguments: Mapping[str, Any]) -> Source:
    """Return a constructor's arguments as settings, without None."""
    given = {k: SettingValue(v, k) for k, v in arguments.items() if v is not None}
    return Source("the arguments", given)


def from_environment(platform: Platform, environ: Mapping[str, str]) -> Source:
    """Return the settings that environment variables name."""
    found: SettingValues = {}
    for setting, variable in platform.environment.items():
        # An empty variable is one that is not set: shells cannot always unset them.
        if environ.get(variable):
            found[setting] = SettingValue(environ[variable], variable)
    return Source("the environment", found, platform.environment)


def _profile(platform: Platform, name: SettingValue) -> Source:
    if not isinstance(name.value, str) or not name.value:
        raise ConfigurationError(f"{name.label} must be a non-empty str")
    from .profiles import read_profile

    label = f"profile {name.value!r}"
    found = read_profile(platform.distribution, name.value)
    settings: SettingValues = {
        key: SettingValue(value, f"{key} of {label}")
        for key, value in found.value.items()
    }
    return Source(label, settings, profile=True)


def _check_alone(source: Source) -> None:
    """Raise if a source has two settings for one thing."""
    anchors = [given.label for given in source.subset(_REGION_KEYS).values()]
    if len(anchors) > 1:
        raise ConfigurationError(f"set only one of {' and '.join(anchors)}")
    labels = {k: given.label for k, given in source.subset(_CREDENTIAL_KEYS).items()}
    for key in ("credentials", "access_token"):
        if key in labels and len(labels) > 1:
            others = [label for other, label in labels.items() if other != key]
            raise ConfigurationError(
                f"set either {labels[key]} or {' and '.join(others)}, not both"
            )


def _check_complete(platform: Platform, source: Source) -> None:
    """Raise if a source has a client id without a secret, or the reverse."""
    given = source.subset(_CLIENT_KEYS)
    if len(given) != 1:
        return
    (there,) = given
    missing = next(key for key in _CLIENT_KEYS if key != there)
    name, lacks = (source.words.get(key, key) for key in (there, missing))
    raise ConfigurationError(
        f"{platform.client} needs {missing} too: {name} of {source.name} comes without"
        f" {lacks}, and settings of other sources do not count"
    )


def _check_hosts_of(
    credentials: Source, hosts: SettingValues, environment: Source
) -> None:
    """Raise if only the environment says to which host explicit credentials go."""
    if not hosts and credentials.profile and environment.has(_HOST_KEYS):
        labels = [given.label for given in environment.subset(_HOST_KEYS).values()]
        raise ConfigurationError(
            f"the credentials of {credentials.name} cannot use"
            f" {' and '.join(labels)} of the environment: add region or base_url to the"
            " profile, or pass it as an argument"
        )
