"""Reruns of stored records: how many digits agree, and why not more where that is known."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rdo.errors import InputError, shown
from replication.finding import find
from replication.kit.options import with_options
from replication.kit.run import Run
from replication.kit.running import choose_device, device_name, thread_count
from replication.ledger import Arm, Provenance, Record, find_record, provenance
from replication.ledger.verification import (
    Difference,
    Measurement,
    keep_measurement,
    record_checksum,
)

__all__ = ["Rerun", "rerun", "verify_record"]

_SEEDS = 2


@dataclass(frozen=True)
class Rerun:
    """What a rerun of some seeds of a record gave."""

    record: Record
    measurement: Measurement
    reasons: tuple[str, ...]
    """In what the rerun was made otherwise than the record, as far as is known."""
    missing: tuple[str, ...]
    """Metrics of the record that the rerun does not have, ``arm.metric``."""

    def to_text(self) -> str:
        """One line for every arm and metric, then what is known of the reasons for less."""
        differences = self.measurement.differences
        names = [
            (f"{arm}.{metric}", d) for arm in differences for metric, d in differences[arm].items()
        ]
        width = max((len(name) for name, _ in names), default=0)
        lines = [f"{name.ljust(width)}  {_shown(difference)}" for name, difference in names]
        lines += [f"{name}: not in the rerun" for name in self.missing]
        differing = any(difference.digits is not None for _, difference in names)
        if differing and self.reasons:
            lines += ["", "why not more:", *(f"  {reason}" for reason in self.reasons)]
        elif differing:
            lines += ["", "why not more: not known; code, libraries and machine are the record's"]
        n = self.measurement.seeds
        return "\n".join([*lines, "", f"digits of {self.record.path}, {n} of its seeds rerun"])

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values; ``digits`` is null where all agree."""
        return {
            "experiment": self.record.experiment,
            "dataset": self.record.dataset,
            "record": str(self.record.path),
            **{name: v for name, v in asdict(self.measurement).items() if name != "differences"},
            "arms": {
                arm: {metric: {**asdict(d), "digits": d.digits} for metric, d in metrics.items()}
                for arm, metrics in self.measurement.differences.items()
            },
            "missing": list(self.missing),
            "reasons": list(self.reasons),
        }


def verify_record(
    name: str,
    *,
    dataset: str | None = None,
    seeds: int | None = None,
    keep: bool = False,
    results: Path | None = None,
) -> Rerun:
    """Rerun the first seeds of the record that claims are judged by, and compare every metric.

    Parameters
    ----------
    name
        Of the experiment.
    dataset
        A data set, or a part of the experiment; left out, its default.
    seeds
        How many; by default two, or one where the record has one.
    keep
        Whether the differences are stored under ``verified/`` of the results.
    results
        Folder of the records; by default ``results/`` of this checkout.

    Raises
    ------
    InputError
        If a name is unknown, there is no record, or it has fewer seeds.
    """
    experiment = find(name)
    part = experiment.plan(dataset)[1].part
    record = find_record(name, part, folder=results)
    checksum = record_checksum(name, part, results)
    if record is None or checksum is None:
        raise InputError(
            f"dataset={part!r}: no record of {name} is stored; make one with `rdo run {name} "
            f"--dataset {part} --profile paper`."
        )
    count = min(_SEEDS, len(record.seeds)) if seeds is None else seeds
    whole = isinstance(count, int) and not isinstance(count, bool)
    if not (whole and 1 <= count <= len(record.seeds)):
        raise InputError(
            f"seeds={shown(seeds)}: {record.path} has {len(record.seeds)}; give 1 to that."
        )
    arms, origin = rerun(record, count, results)
    differences, missing = _compare(record, arms, count)
    measurement = Measurement(
        checksum,
        count,
        origin.threads or 1,
        str(origin.machine["processor"]),
        str(origin.machine["device"]),
        origin.commit,
        origin.versions,
        differences,
    )
    if keep:
        keep_measurement(name, part, measurement, results)
    return Rerun(record, measurement, _reasons(record.provenance, origin), missing)


def rerun(
    record: Record, count: int, results: Path | None = None
) -> tuple[Mapping[str, Arm], Provenance]:
    """The arms of the first ``count`` seeds of a record, made anew, and where they come from."""
    experiment = find(record.experiment)
    config = experiment.configure(record.dataset, record.profile)
    for field, value in json.loads(json.dumps(asdict(config))).items():
        if field not in experiment.private and record.config.get(field, value) != value:
            # A run may record what it made of a field in place of the field, which is refused here.
            with suppress(InputError):
                config = with_options(config, {field: record.config[field]}, record.experiment)
    on_cpu = record.dataset in experiment.deterministic or not experiment.trains_on_device
    run = Run(
        record.experiment,
        record.dataset,
        record.profile,
        tuple(record.seeds[:count]),
        device="cpu" if on_cpu else choose_device("auto"),
        results=results,
    )
    now = datetime.now(UTC)
    origin = provenance(run.command, now, 0.0, device_name(run.device), thread_count())
    outcome = experiment.run(config, run)
    seconds = sum(arm.seconds for arm in outcome.arms.values())
    return outcome.arms, replace(origin, seconds=seconds, resumed=False)


def _compare(
    record: Record, arms: Mapping[str, Arm], count: int
) -> tuple[dict[str, dict[str, Difference]], tuple[str, ...]]:
    differences: dict[str, dict[str, Difference]] = {}
    missing = []
    for name, arm in record.arms.items():
        for metric, values in arm.metrics.items():
            anew = arms[name].metrics.get(metric) if name in arms else None
            if anew is None:
                missing.append(f"{name}.{metric}")
                continue
            pairs = [_difference(*pair) for pair in zip(values[:count], anew, strict=True)]
            differences.setdefault(name, {})[metric] = Difference(
                max(one.absolute for one in pairs), max(one.relative for one in pairs)
            )
    return differences, tuple(missing)


def _difference(stored: float | None, anew: float | None) -> Difference:
    if stored == anew:
        return Difference(0.0, 0.0)
    if stored is None or anew is None:
        return Difference(abs(stored or anew or 0.0), 1.0)
    absolute = abs(stored - anew)
    return Difference(absolute, absolute / max(abs(stored), abs(anew)))


def _shown(difference: Difference) -> str:
    if difference.digits is None:
        return "all"
    return f"{difference.digits} (they differ by {difference.absolute:.1g})"


def _reasons(stored: Provenance, anew: Provenance) -> tuple[str, ...]:
    reasons = []
    for what in ("processor", "device", "system"):
        if stored.machine.get(what) != anew.machine.get(what):
            reasons.append(f"{what}: {anew.machine.get(what)}, not {stored.machine.get(what)}")
    if stored.threads is None:
        reasons.append(f"threads: {anew.threads}; the record does not say how many it had")
    elif stored.threads != anew.threads:
        reasons.append(f"threads: {anew.threads}, not {stored.threads}")
    if stored.sources is None or stored.sources != anew.sources:
        if stored.commit != anew.commit:
            reasons.append(f"commit: {_short(anew.commit)}, not {_short(stored.commit)}")
        if not (stored.clean and anew.clean):
            reasons.append("commit: with changes that were not committed, or outside a checkout")
    for library in sorted({*stored.versions, *anew.versions}):
        old, new = stored.versions.get(library), anew.versions.get(library)
        if old != new:
            was = f"not {old}" if old else "which the record does not say"
            reasons.append(f"{library}: {new or 'missing'}, {was}")
    if stored.resumed:
        reasons.append("the record's run went on from a checkpoint")
    return tuple(reasons)


def _short(commit: str | None) -> str:
    return commit[:8] if commit else "none"
