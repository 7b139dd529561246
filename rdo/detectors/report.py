"""What a detector says of its own training, and how its scores agree with simpler methods'."""

import math
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline

from rdo.checks import check_number, check_type, check_whole
from rdo.detectors.scorer import Scorer, make_scorer
from rdo.errors import InputError, shown
from rdo.training import Ensemble

__all__ = ["Agreement", "Control", "Report", "control_scores", "make_report"]

Floats = npt.NDArray[np.float64]

_ROWS, _CELLS = 10_000, 2**22  # that the controls are fitted on, at most
_NAMED = 5

_WORDS = {
    "isolation_forest": "an isolation forest",
    "gaussian_mixture": "a Gaussian mixture on principal components",
    "untrained": "the same networks, untrained",
}


class Control(Protocol):
    """A simpler detector of scaled rows."""

    def score_samples(self, x: Floats) -> Floats:
        """Scores of scaled rows ``(n, M')``, higher for normal ones, ``(n,)``."""


class Agreement(NamedTuple):
    """How the scores of training rows agree with a control's."""

    rank: float
    """Spearman's correlation; NaN where either gives all rows the same score."""
    disagreement: float
    """Share of the rows we flag that the control, flagging as many, does not; NaN if none is."""


@dataclass(frozen=True)
class Report:
    """What a fitted detector says of itself; ``print`` it."""

    method: str
    rows: int
    """Given to ``fit``, those included that were held out to say when to stop."""
    columns: int
    """With more than one value."""
    constant: tuple[str, ...]
    """Columns with a single value, which were dropped."""
    flagged: int
    """Of ``rows``, those with a score below the threshold."""
    held_out_flagged: float
    """Share flagged of the rows that were held out: what to expect of new normal rows, at least."""
    tied: int
    """Rows that ``contamination`` has room to flag, but that share a score with rows it has not."""
    share_kept: float
    """Share of the replicas that score."""
    condition: str
    """With h(d) = d, how many principal directions of the data lambda1 loses, in words."""
    seconds: float
    """That the training took, and then the controls."""
    agreement: Mapping[str, Agreement]
    """With each control, by name."""
    held_out: int = 0
    """How many rows were held out; 0 of a detector that was kept before this was counted."""
    controls: Mapping[str, Control] = field(default_factory=dict, repr=False)
    """Fitted on the same training rows, at most 10,000; none after loading from a file."""

    def __str__(self) -> str:
        """Some lines to read."""
        lines = [f"{self.method}: {self.rows} rows, {self.columns} columns that vary"]
        if self.constant:
            more = len(self.constant) - _NAMED
            named = ", ".join(self.constant[:_NAMED]) + (f" and {more} more" if more > 0 else "")
            lines.append(
                f"of one value in all these rows, and seen by no network: {named} (another value "
                "there makes a row less normal, by the same amount whatever it is)"
            )
        tied = f"; {self.tied} more might be, but tie with others" if self.tied else ""
        lines.append(f"flagged: {self.flagged} of the training rows{tied}")
        of = f" of {self.held_out:,}" if self.held_out else ""
        lines.append(f"flagged of the rows held out from training: {self.held_out_flagged:.0%}{of}")
        lines.append(f"networks kept: {self.share_kept:.0%}, of a held-out loss near the best")
        if self.condition:
            lines.append(self.condition)
        lines.append("simpler methods (rank correlation; flagged rows that they do not flag):")
        lines += [
            f"  {_WORDS.get(name, name)}: {one.rank:.2f}, {one.disagreement:.0%}"
            if np.isfinite(one.disagreement)
            else f"  {_WORDS.get(name, name)}: {one.rank:.2f}"
            for name, one in sorted(self.agreement.items())
        ]
        lines.append(f"seconds: {self.seconds:.1f}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """What JSON has of it: all but the controls."""
        found = {name: getattr(self, name) for name in _KEPT}
        found["constant"] = list(self.constant)
        found["agreement"] = {
            name: [None if math.isnan(value) else float(value) for value in one]
            for name, one in self.agreement.items()
        }
        return found

    @classmethod
    def from_json(cls, document: Any) -> "Report":
        """What :meth:`to_json` gave.

        Raises
        ------
        InputError
            If it is something else.
        """
        given = check_type("report", document, dict, "values by name")
        given = {"held_out": 0, **given}
        if other := set(_KEPT) ^ set(given):
            raise InputError(
                f"report: {shown(sorted(map(str, other)))} is missing or too much; give what "
                "to_json gave."
            )
        counts: dict[str, Any] = {
            name: check_whole(name, given[name], 0)
            for name in ("rows", "columns", "flagged", "tied", "held_out")
        }
        numbers: dict[str, Any] = {
            name: check_number(name, given[name], 0)
            for name in ("held_out_flagged", "share_kept", "seconds")
        }
        texts: dict[str, Any] = {
            name: check_type(name, given[name], str, "text") for name in ("method", "condition")
        }
        names = check_type("constant", given["constant"], list, "a list of names")
        constant = tuple(check_type("constant", one, str, "text") for one in names)
        pairs = check_type("agreement", given["agreement"], dict, "pairs of numbers by name")
        agreement = {str(name): _agreement(str(name), pair) for name, pair in pairs.items()}
        return cls(**counts, **numbers, **texts, constant=constant, agreement=agreement)


def _agreement(name: str, pair: Any) -> Agreement:
    """Two numbers, of which each may be missing."""
    if len(check_type(f"agreement[{shown(name)}]", pair, list, "two numbers")) != 2:
        raise InputError(f"agreement[{shown(name)}]={shown(pair)}: give two numbers.")
    rank, disagreement = (math.nan if one is None else check_number(name, one) for one in pair)
    return Agreement(rank, disagreement)


def control_scores(controls: Mapping[str, Control], x: Floats) -> dict[str, Floats]:
    """Scores of scaled rows by each control, higher for normal ones, ``(n,)`` each."""
    return {
        name: np.asarray(one.score_samples(x), dtype=np.float64) for name, one in controls.items()
    }


_KEPT = tuple(name for name in Report.__dataclass_fields__ if name != "controls")


def make_report(
    facts: Mapping[str, Any], x: Floats, scorer: Scorer, untrained: Ensemble, offset: float
) -> Report:
    """Fit the controls, and compare.

    Parameters
    ----------
    facts
        The report's fields that are known, and the ``seed`` of the controls.
    x
        Scaled training rows, ``(n, M)``, of which some are taken if there are many.
    scorer, offset
        Of the fitted detector.
    untrained
        Its replicas before training.
    """
    started = time.perf_counter()
    facts = dict(facts)
    seed = int(facts.pop("seed")) % 2**31
    at_most = max(2, min(_ROWS, _CELLS // x.shape[1]))
    x = x[:: -(-len(x) // at_most)]
    ours = scorer.score_samples(x)
    architecture: Any = scorer.ensemble.template.architecture
    controls: dict[str, Control] = {
        "isolation_forest": IsolationForest(random_state=seed).fit(x),
        "gaussian_mixture": _mixture(x, architecture.n_latent, architecture.n_components, seed),
        "untrained": make_scorer(untrained, x),
    }
    flagged = ours < offset
    agreement = {
        name: _agree(ours, one.score_samples(x), flagged) for name, one in controls.items()
    }
    seconds = facts.pop("seconds") + time.perf_counter() - started
    return Report(**facts, seconds=seconds, agreement=agreement, controls=controls)


def _mixture(x: Floats, n_latent: int, n_components: int, seed: int) -> Control:
    """A mixture like the detector's, on as many principal components as it has latents."""
    n_latent = min(n_latent, *x.shape)
    model = make_pipeline(
        PCA(n_latent, random_state=seed),
        GaussianMixture(min(n_components, len(x)), random_state=seed),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found: Control = model.fit(x)
    return found


def _agree(ours: Floats, other: Floats, flagged: npt.NDArray[np.bool_]) -> Agreement:
    ranks = [rankdata(scores) for scores in (ours, other)]
    varies = all(np.ptp(one) > 0 for one in ranks)
    rank = float(np.corrcoef(*ranks)[0, 1]) if varies else float("nan")
    count = int(flagged.sum())
    if not count:
        return Agreement(rank, float("nan"))
    lowest = np.argsort(other, kind="stable")[:count]
    return Agreement(rank, float(1 - flagged[lowest].mean()))
