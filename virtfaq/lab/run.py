"""Run experiments, each in a process of its own that is ended whatever happens, and tell the outcome."""

import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from virtfaq.errors import UnknownExperimentError, describe_unknown
from virtfaq.lab.container import ALL, RefusedError, run_inside
from virtfaq.lab.experiment import DEMONSTRATED, REFUTED, UNAVAILABLE, Experiment, Outcome, UnavailableError
from virtfaq.lab.kernel import KERNEL
from virtfaq.lab.namespaces import NAMESPACES
from virtfaq.lab.system_calls import PR_SET_PDEATHSIG, call

LIMIT_SECONDS = 30
EXPERIMENTS: Mapping[str, Experiment] = {one.name: one for one in (*KERNEL, *NAMESPACES)}


def find_experiment(name: str) -> Experiment:
    """Return the experiment of a name. Raises UnknownExperimentError, which proposes others.

    >>> find_experiment("mounts").claim
    'What a container mounts is not mounted on the host.'
    """
    if name not in EXPERIMENTS:
        raise describe_unknown(UnknownExperimentError, name, EXPERIMENTS)
    return EXPERIMENTS[name]


def run_experiment(name: str, *, control: bool = False) -> Outcome:
    """Return the outcome of an experiment; that of its `control` is to be refuted.

    Raises UnknownExperimentError.
    """
    experiment = find_experiment(name)
    if reason := find_obstacle():
        return Outcome(name, experiment.claim, UNAVAILABLE, {}, reason)
    told = _run_process(name, control)
    return Outcome(name, experiment.claim, told["result"], told["facts"], told["reason"])


@cache
def find_obstacle() -> str:
    """Return why no container can be made on this machine: an empty text where one can."""
    if platform.system() != "Linux":
        return f"this is {platform.system() or 'no system that is known'}; the experiments ask Linux"
    told = _run_process("", control=False)
    return str(told["reason"])


def _run_process(name: str, control: bool) -> dict[str, Any]:
    """Return what a new process found: forking needs one that has a single thread."""
    command = [sys.executable, "-m", "virtfaq.lab.run", name, *(["control"] if control else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        found, errors = process.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return {"result": UNAVAILABLE, "facts": {}, "reason": f"it took more than {LIMIT_SECONDS} seconds"}
    finally:
        _end(process)
    if not found:
        return {"result": UNAVAILABLE, "facts": {}, "reason": f"it failed: {errors.strip()[-300:]}"}
    told: dict[str, Any] = json.loads(found)
    return told


def _end(process: "subprocess.Popen[str]") -> None:
    """End a process with all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.communicate()


def _observe(name: str, control: bool) -> Outcome:
    """Do an experiment in this process."""
    experiment = EXPERIMENTS[name]
    try:
        seen = experiment.observe(**(experiment.control if control else {}))
    except UnavailableError as error:
        return Outcome(name, experiment.claim, UNAVAILABLE, {}, str(error))
    except RefusedError as error:
        result = REFUTED if control else UNAVAILABLE
        return Outcome(name, experiment.claim, result, {}, f"the kernel refuses: {error}")
    return Outcome(name, experiment.claim, DEMONSTRATED if seen.holds else REFUTED, seen.facts)


def _find_refusal() -> str:
    """Return why this process cannot make a container."""
    try:
        run_inside(ALL, os.getpid)
    except (OSError, RefusedError) as error:
        return f"no container can be made here: the kernel refuses: {error}"
    return ""


if __name__ == "__main__":
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    asked, *rest = sys.argv[1:]
    answer = _observe(asked, bool(rest)) if asked else Outcome("", "", "", {}, _find_refusal())
    print(json.dumps(asdict(answer)))
