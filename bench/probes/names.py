"""The names of the vendor's SDK: methods by endpoint, attributes by wire name."""

import inspect
import json
import re
import sys
from collections import defaultdict
from typing import Any

# The SDK is in an environment of its own, not in that of the type checkers.
import PureCloudPlatformClientV2 as Sdk  # type: ignore[import-not-found]

PATH = re.compile(r"resource_path = '([^']*)'")
METHOD = re.compile(r"call_api\(resource_path, '([A-Z]+)'")

methods = defaultdict(set)
attributes = {}
classes: list[Any] = [kind for _, kind in inspect.getmembers(Sdk, inspect.isclass)]
for kind in classes:
    if kind.__module__.startswith(f"{Sdk.__name__}.apis."):
        for name, function in inspect.getmembers(kind, inspect.isfunction):
            source = inspect.getsource(function)
            path, method = PATH.search(source), METHOD.search(source)
            if path and method:
                methods[f"{method[1]} {path[1]}"].add(name)
    elif kind.__module__.startswith(f"{Sdk.__name__}.models."):
        attributes[kind.__name__] = {w: n for n, w in kind().attribute_map.items()}
found = {
    "methods": {endpoint: sorted(names) for endpoint, names in methods.items()},
    "attributes": attributes,
}
json.dump(found, sys.stdout)
