"""The public classes of a package: their module, their annotations, their pickles."""

import copy
import inspect
import pickle
import subprocess
import sys
from typing import Any, get_type_hints

import msgspec
import pytest

import genesys_cloud
from genesys_cloud import NULL, models
from genesys_cloud._runtime.errors import error_class
from tests.runtime.test_settings import ROOT

PACKAGE = "genesys_cloud"
PUBLIC: dict[str, type[Any]] = {
    name: found
    for name in genesys_cloud.__all__
    if inspect.isclass(found := getattr(genesys_cloud, name))
}
ERRORS = [cls for cls in PUBLIC.values() if issubclass(cls, genesys_cloud.APIError)]


def test_public_classes_name_the_package_as_their_module() -> None:
    assert len(PUBLIC) > 70
    for cls in PUBLIC.values():
        assert cls.__module__ == PACKAGE
        assert getattr(genesys_cloud, cls.__qualname__) is cls
        assert pickle.loads(pickle.dumps(cls)) is cls


def test_no_other_class_does() -> None:
    code = (
        "import genesys_cloud, pkgutil, importlib, sys\n"
        "folder = genesys_cloud._import_module('._runtime', 'genesys_cloud')\n"
        "for each in pkgutil.walk_packages(folder.__path__, f'{folder.__name__}.'):\n"
        "    importlib.import_module(each.name)\n"
        "found = {v.__name__ for m in list(sys.modules.values())\n"
        "         if m.__name__.startswith('genesys_cloud.')\n"
        "         for v in list(vars(m).values()) if isinstance(v, type)\n"
        "         and v.__module__ == 'genesys_cloud'}\n"
        "print(*sorted(found - set(genesys_cloud.__all__)))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "generated",
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == []


def test_models_keep_the_module_that_defines_them() -> None:
    assert models.UserLicenses.__module__.startswith(f"{PACKAGE}.models.")


@pytest.mark.parametrize("cls", PUBLIC.values())
def test_annotations_resolve_where_a_class_says_that_it_is(cls: type[Any]) -> None:
    get_type_hints(cls)
    get_type_hints(cls.__init__)
    if issubclass(cls, msgspec.Struct):
        for field in msgspec.structs.fields(cls):
            assert not isinstance(field.type, str)


@pytest.mark.parametrize("cls", ERRORS)
def test_errors_survive_pickles(cls: type[Exception]) -> None:
    error = cls("it failed", operation="A.b", status=418)
    same = pickle.loads(pickle.dumps(error))
    assert (type(same), same.args) == (cls, error.args)
    assert vars(same).keys() == vars(error).keys()
    assert (same.operation, same.status) == ("A.b", 418)


def test_null_and_models_survive_pickles() -> None:
    assert pickle.loads(pickle.dumps(NULL)) is NULL
    assert copy.deepcopy(NULL) is NULL
    user = models.UserLicenses(id="u1", licenses=["a"])
    assert pickle.loads(pickle.dumps(user)) == user


def test_an_error_is_shown_by_its_public_name() -> None:
    assert repr(error_class(404)) == "<class 'genesys_cloud.NotFoundError'>"
