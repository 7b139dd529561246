"""What both detectors share: scikit-learn's contract for outlier detectors."""

import math
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt
import torch
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.utils.validation import check_is_fitted
from torch import Tensor

from rdo.detectors.directions import Directions
from rdo.detectors.explanations import Explanation, explain_scores
from rdo.detectors.fitting import Plan, Training, train
from rdo.detectors.parameters import check_parameters, choose_device, draw_seeds, restoring
from rdo.detectors.report import Report, control_scores, make_report
from rdo.detectors.scaling import Scaling, fit_scaling, warn_of_dropped
from rdo.detectors.scorer import ROWS_AT_ONCE, make_scorer, move
from rdo.detectors.shape import choose_architecture
from rdo.detectors.threshold import choose_threshold, share_of
from rdo.detectors.validation import Table, read_table
from rdo.errors import InputError
from rdo.models import Architecture, MixtureAutoencoder
from rdo.priors import Mixture
from rdo.training import Ensemble, History

__all__ = ["MixtureDetector", "Weights"]

Floats = npt.NDArray[np.float64]
Weights = tuple[float, ...]

_ROWS, _CELLS = 20_000, 2**23  # of the rows that statistics are taken of
_HELD_OUT, _WARM_UP = 2_000, 1_000


class MixtureDetector(OutlierMixin, BaseEstimator):
    """Base of the detectors; see :class:`RaDOGAGADetector` for parameters and attributes."""

    _start: Callable[..., History]

    def __init__(self, **parameters: Any) -> None:
        for name, value in parameters.items():
            setattr(self, name, value)

    @abstractmethod
    def _choose_weights(self, directions: Directions, architecture: Architecture) -> Weights:
        """The weights of the loss, given or chosen from the directions of scaled rows."""

    @abstractmethod
    def _build(self, architecture: Architecture, weights: Weights) -> MixtureAutoencoder:
        """One replica."""

    @abstractmethod
    def _held_out_loss(
        self, ensemble: Ensemble, mixture: Mixture, x: Tensor, uniform: Tensor
    ) -> Tensor:
        """As :data:`rdo.detectors.fitting.HeldOutLoss`."""

    def _check_own(self) -> None:
        """Check the parameters that one method alone has."""

    def _check_condition(self, directions: Directions, names: list[str], weights: Weights) -> str:
        """How many directions the weights lose, in words; empty where that is not known."""
        return ""

    def fit(self, X: Any, y: Any = None, **unsupported: Any) -> Self:
        """Train on rows that are normal, for the most part.

        Parameters
        ----------
        X
            ``(n, M)``, at least 10 rows. In a data frame the order of the columns makes no
            difference here; rows to score need them in this order. A column with a single value is
            dropped, which a warning says; a new value in it later takes ``penalty_`` off the score.
        y
            Ignored.

        Raises
        ------
        InputError
            If a parameter or a cell cannot be used, or rows are to be weighted.
        ValueError, TypeError
            Scikit-learn's own, if X is no table. After an error the detector is as it was before.
        """
        if unsupported:
            given = ", ".join(unsupported)
            raise InputError(
                f"{given}: {type(self).__name__}.fit takes no more than X and y, and weighs all "
                "rows alike; leave it out."
            )
        with restoring(self), torch.inference_mode(False):
            self._fit(X)
        return self

    def _fit(self, X: Any) -> None:
        started = time.perf_counter()
        check_parameters(self)
        self._check_own()
        table = read_table(self, X, reset=True)
        seeds = draw_seeds(self.random_state, int(self.n_replicas))
        generator = np.random.default_rng(seeds)
        scaling = fit_scaling(table, getattr(self, "feature_names_in_", None))
        warn_of_dropped(self._column_names(scaling.constant))
        order = generator.permutation(len(table.values))
        n_held_out = max(1, round(self.validation_fraction * len(order)))
        n_sample = max(1, min(_ROWS, _CELLS // len(scaling.columns)))
        chosen = np.roll(order, -n_held_out)[:n_sample]  # held-out rows last
        sample = scaling.apply(table.rows(np.sort(chosen)))
        directions = Directions.of(sample)
        architecture = choose_architecture(
            len(order) - n_held_out,
            len(scaling.columns),
            len(directions.variances),
            n_latent=self.n_latent,
            hidden=self.hidden,
            n_components=self.n_components,
        )
        weights = self._choose_weights(directions, architecture)
        condition = self._check_condition(directions, self._column_names(scaling.columns), weights)
        # More rows than that would not be seen.
        seen = (int(self.max_steps) + _WARM_UP) * int(self.batch_size)
        parts = order[n_held_out:][:seen], order[:n_held_out][:_HELD_OUT]
        x, held_out = (
            torch.from_numpy(scaling.apply(table.rows(rows)).astype(np.float32)) for rows in parts
        )
        plan = Plan(
            build=lambda: self._build(architecture, weights).float(),
            start=self._start,
            loss=self._held_out_loss,
            seeds=seeds,
            max_steps=int(self.max_steps),
            batch_size=int(self.batch_size),
            learning_rate=float(self.learning_rate),
            patience=int(self.patience),
            device=choose_device(self.device),
            label=type(self).__name__ if self.verbose else "",
        )
        training = train(plan, x, held_out, generator)
        self._keep(training, scaling, architecture, weights, sample)
        self._finish(table, condition, seeds[0])
        self._facts["held_out"] = n_held_out
        self._facts["held_out_flagged"] = float((self.labels_[order[:n_held_out]] < 0).mean())
        self._facts["seconds"] = time.perf_counter() - started

    def _keep(
        self,
        training: Training,
        scaling: Scaling,
        architecture: Architecture,
        weights: Weights,
        sample: Floats,
    ) -> None:
        kept = np.flatnonzero(training.kept).tolist()
        self._scaling, self._architecture, self._weights_used = scaling, architecture, weights
        self._scorer = make_scorer(training.ensemble.subset(kept), sample)
        self._sample: Floats | None = sample
        self._untrained: Ensemble | None = training.untrained
        self.n_iter_, self.history_ = training.steps, training.history
        self.losses_, self.kept_ = training.losses, training.kept

    def _finish(self, table: Table, condition: str, seed: int) -> None:
        """Score the training rows, and set the threshold."""
        self._report: Report | None = None
        # Of a value that none of n rows had, by the rule of succession, in units of the score.
        self.penalty_ = float((math.log(len(table.values) + 2) / self._scorer.spread).mean())
        scores = self._scores(table)
        self.training_scores_ = scores
        threshold = choose_threshold(scores, share_of(self.contamination))
        self.offset_ = threshold.offset
        self.labels_ = self._flag(scores)
        self._facts: dict[str, Any] = {
            "method": type(self).__name__,
            "rows": len(scores),
            "columns": len(self._scaling.columns),
            "constant": tuple(self._column_names(self._scaling.constant)),
            "flagged": threshold.flagged,
            "tied": threshold.tied,
            "share_kept": float(self.kept_.mean()),
            "condition": condition,
            "seed": seed,
        }

    def _scores(self, table: Table) -> Floats:
        found = []
        for start in range(0, len(table.values), ROWS_AT_ONCE):
            rows = table.rows(slice(start, start + ROWS_AT_ONCE))
            scores = self._scorer.score_samples(self._scaling.apply(rows))
            found.append(scores - self.penalty_ * self._scaling.changed(rows).sum(1))
        return np.concatenate(found)

    def _flag(self, scores: Floats) -> npt.NDArray[np.int64]:
        return np.where(scores - self.offset_ >= 0, 1, -1)

    def _checked(self, X: Any) -> Table:
        check_is_fitted(self)
        return read_table(self, X, reset=False)

    def score_samples(self, X: Any) -> Floats:
        r"""Scores of rows ``(n, M)``, higher for normal ones, ``(n,)``.

        .. math::
            s(x) = -\frac1R \sum_r \frac{S_r(x) - S_r(x_0)}{q_r}, \quad
            S_r(x) = E_r(x) + \sum_j \log\left(1 + (x_j - \hat x_j)^2 / s_{rj}^2\right)

        over the R replicas that were kept, in float64. :math:`E_r` is the papers' energy (Eq. 20 of
        RaDOGAGA, Eq. 6 of DAGMM); :math:`s_{rj}^2` is about the mean of the training rows'
        :math:`(x_j - \hat x_j)^2`, with :math:`\hat x` a row's reconstruction; :math:`q_r` is the
        interquartile range of their :math:`S_r`; and :math:`x_0`, the most normal of them (of more
        than 20,000, of a random choice), has score 0. Another value in a constant column adds
        :math:`\log(n + 2)` to each :math:`S_r`, as none of n rows had it: ``penalty_`` in all.

        Raises
        ------
        NotFittedError, InputError, ValueError, TypeError
            As :meth:`fit`.
        """
        return self._scores(self._checked(X))

    def decision_function(self, X: Any) -> Floats:
        """:meth:`score_samples` less ``offset_``: negative for outliers, ``(n,)``."""
        return self.score_samples(X) - self.offset_

    def predict(self, X: Any) -> npt.NDArray[np.int64]:
        """1 for rows that are normal, -1 for outliers, ``(n,)``."""
        return self._flag(self.score_samples(X))

    def explain(self, X: Any) -> Explanation:
        """What each column adds to each row's score: see :class:`Explanation`.

        Raises
        ------
        NotFittedError, InputError, ValueError, TypeError
            As :meth:`score_samples`.
        """
        table = self._checked(X)
        scores, names = self._scores(table), self._column_names(range(self.n_features_in_))
        return explain_scores(self._scorer, self._scaling, table, scores, self.penalty_, names)

    @property
    def report_(self) -> Report:
        """How the scores agree with those of simpler methods; made when first asked for."""
        check_is_fitted(self)
        if self._report is None and self._sample is not None and self._untrained is not None:
            self._report = make_report(
                self._facts, self._sample, self._scorer, self._untrained, self.offset_
            )
        return cast(Report, self._report)

    def control_scores(self, X: Any) -> dict[str, Floats]:
        """Scores of rows by each of the report's controls, higher for normal ones, ``(n,)`` each.

        Raises
        ------
        InputError
            If the detector was loaded from a file, which holds no controls.
        """
        table = self._checked(X)
        if not self.report_.controls:
            raise InputError("the controls are not in a saved file: pickle the detector instead.")
        return control_scores(self.report_.controls, self._scaling.apply(table))

    def save(self, path: str | PathLike[str]) -> None:
        """Write a fitted detector to one file; see :mod:`rdo.detectors.storage`."""
        from rdo.detectors.storage import save_detector

        check_is_fitted(self)
        save_detector(self, path)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a detector of this class from a file of :meth:`save`, on the CPU.

        It scores and explains as it did; ``training_scores_``, ``labels_``, ``history_`` and the
        report's controls are not in the file.

        Raises
        ------
        InputError
            If the file is missing, was cut or edited, or holds something else.
        """
        from rdo.detectors.storage import load_detector

        return load_detector(cls, path)

    def __getstate__(self) -> Mapping[str, Any]:
        """State for a pickle, on the CPU."""
        state = dict(super().__getstate__())
        if "_scorer" in state:
            state["_scorer"] = self._scorer.to("cpu")
            state["_untrained"] = None if self._untrained is None else move(self._untrained, "cpu")
        return state

    def _column_names(self, columns: Any) -> list[str]:
        names = getattr(self, "feature_names_in_", None)
        return [f"column {k + 1}" if names is None else str(names[k]) for k in columns]
