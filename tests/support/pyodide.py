"""Run code in the Python of the readers' browsers: the folder that their worker loads, under Node."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from sitekit.build.python.runtime import make_runtime
from sitekit.build.scripts.nodejs import NoRuntime, find_node
from tests.support.needs import skip_or_fail


def folder() -> Path:
    """Return the folder of the runtime."""
    try:
        return make_runtime()
    except NoRuntime as error:
        skip_or_fail(str(error))


def run(script: Path, argument: Any = None) -> Any:
    """Return the result of `main(argument)` of a file there; both are plain data."""
    with tempfile.TemporaryDirectory() as place:
        given = Path(place, "argument.json")
        given.write_text(json.dumps(argument), encoding="utf-8")
        command = [find_node(), Path(__file__).with_suffix(".mjs"), folder(), script, given]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert not done.returncode, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
