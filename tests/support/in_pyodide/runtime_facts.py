"""Tell facts of the Python of the pages just after its start."""

from __future__ import annotations

import importlib
import inspect
import sys
import traceback
import zipimport
from importlib.metadata import version
from typing import Any


def main(given: dict[str, list[str]]) -> dict[str, Any]:
    """Return facts for tests; `loads` names the imports of a page, `left_out` the modules that lack here."""
    for name in given["loads"]:
        importlib.import_module(name)
    units = sys.modules["virtfaq.units"]
    return {
        "uncompiled": find_uncompiled(),
        "version": version("virtfaq"),
        "source": inspect.getsource(units.parse_bytes),
        "documentation": units.parse_bytes.__doc__,
        "traceback": failure(units.parse_bytes, "much"),
        "broken": find_broken_imports(given["left_out"]),
    }


def find_uncompiled() -> list[str]:
    """Return the modules in use that had to be compiled first."""
    modules = [module for module in sys.modules.values() if getattr(module, "__spec__", None)]
    zipped = [module for module in modules if isinstance(module.__spec__.loader, zipimport.zipimporter)]
    return sorted(module.__name__ for module in zipped if not module.__spec__.origin.endswith(".pyc"))


def failure(function: Any, argument: Any) -> str:
    """Return the traceback of an error inside the library."""
    try:
        function(argument)
    except ValueError:
        return traceback.format_exc()
    return ""


def find_broken_imports(left_out: list[str]) -> list[str]:
    """Return the modules of the standard library that need one of those that are left out."""
    import pkgutil

    broken = []
    for module in pkgutil.walk_packages([sys.modules["os"].__file__.rpartition("/")[0]]):
        try:
            if module.name.rpartition(".")[2] not in {"__main__", "antigravity", "this"}:
                importlib.import_module(module.name)
        except ImportError as error:
            broken += [module.name] * (error.name in left_out)
    return broken
