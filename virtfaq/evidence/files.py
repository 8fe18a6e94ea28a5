"""Read a reader's own file of measurements, JSON or TOML, in the format of the library's own."""

from typing import Any

from virtfaq.errors import MeasurementFileError, quote
from virtfaq.evidence.measurements import Measurement, rebuild

_REQUIRED = ("id", "quantity", "system", "value", "unit")
_OPTIONAL = ("conditions", "source", "locator", "seen")
_EXTRA = ("sd", "n", "computed")
_GIVE = "give measurements as JSON, or as TOML in a file named .toml"


def read(path: str) -> dict[str, Measurement]:
    """Return the measurements of a file by their keys, in its order.

    The file is TOML if its name ends in .toml, and JSON otherwise: a list of measurements (JSON alone), or a
    mapping that has one under `measurements`. Each needs `id`, `quantity`, `system`, `value` and `unit`;
    `conditions`, `source`, `locator` and `seen` should be there.
    Raises `MeasurementFileError`, which names the file, for what is not so.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 -- pathlib is slow to import
            content = file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise MeasurementFileError(f"cannot read {quote(path)}: {reason}") from None
    try:
        return parse(content, toml=path.lower().endswith(".toml"))
    except MeasurementFileError as error:
        raise MeasurementFileError(f"{path}: {error}") from None


def parse(content: str, *, toml: bool = False) -> dict[str, Measurement]:
    """Return the measurements of a text, JSON or TOML, by their keys.

    >>> text = '[{"id": "a", "quantity": "start", "system": "runc", "value": 200, "unit": "ms"}]'
    >>> parse(text)["a"].value
    200
    """
    rows = _find_rows(_decode(content, toml=toml))
    found: dict[str, Measurement] = {}
    for place, row in enumerate(rows, 1):
        measurement = _read_measurement(row, place)
        if measurement.key in found:
            raise MeasurementFileError(f"two measurements have the id {quote(measurement.key)}; rename one")
        found[measurement.key] = measurement
    return found


def _decode(content: str, *, toml: bool) -> Any:
    import json
    import tomllib

    try:
        return tomllib.loads(content) if toml else json.loads(content)
    except ValueError as error:
        what = "not TOML" if toml else "not JSON, nor named .toml"
        raise MeasurementFileError(f"{what} ({error}); {_GIVE}") from None
    except RecursionError:
        raise MeasurementFileError(f"nested too deep; {_GIVE}") from None


def _find_rows(data: Any) -> list[Any]:
    rows = data.get("measurements") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows:
        raise MeasurementFileError("no measurements; give a list, or a mapping with a list at `measurements`")
    return rows


def _read_measurement(row: Any, place: int) -> Measurement:
    if not isinstance(row, dict):
        raise MeasurementFileError(
            f"measurement {place} is {quote(row)}; give a mapping with {_join_names(_REQUIRED)}"
        )
    missing = [name for name in _REQUIRED if row.get(name) is None]
    if missing:
        raise MeasurementFileError(
            f"measurement {place} ({quote(row.get('id'))}) lacks {_join_names(missing)}"
        )
    texts: dict[str, Any] = {
        name: str(row.get(name) or "") for name in ("quantity", "system", "unit", *_OPTIONAL)
    }
    extra = {name: row[name] for name in _EXTRA if name in row}
    extra["compares"] = tuple(rebuild(row.get("compares", [])))
    return Measurement(key=str(row["id"]), value=rebuild(row["value"]), **texts, **extra)


def _join_names(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)
