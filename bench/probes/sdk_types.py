"""The types of the vendor's SDK: of properties by model and wire name."""

import inspect
import json
import sys
from typing import Any

# The SDK is in an environment of its own, not in that of the type checkers.
import PureCloudPlatformClientV2 as Sdk  # type: ignore[import-not-found]

found: dict[str, dict[str, str]] = {}
classes: list[Any] = [kind for _, kind in inspect.getmembers(Sdk, inspect.isclass)]
for kind in classes:
    if kind.__module__.startswith(f"{Sdk.__name__}.models."):
        model = kind()
        found[kind.__name__] = {
            model.attribute_map[name]: type_
            for name, type_ in model.swagger_types.items()
        }
json.dump(found, sys.stdout)
