"""The small figures of the front page: readable on a phone, and told apart without colour."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from replication.front_page.isometry import Isometry
from replication.front_page.measured import (
    DETECTORS,
    Dependence,
    Forest,
    Moves,
    Ordering,
    Roots,
    Starts,
    samplers_map,
)
from replication.front_page.recovered import Recovered
from replication.kit.labels import CONTROLS, DATA, METHODS
from replication.kit.style import colour

__all__ = [
    "LATENT_ARMS",
    "TOY_ARMS",
    "WAYS",
    "dependence",
    "forest",
    "isometry",
    "one_root",
    "orderings",
    "protocols",
    "recovered",
    "start",
    "toy",
]

TOY_ARMS = {
    "pca_em": "PCA",
    "random_em": "random projection",
    "untrained_em": "untrained network",
    "dagmm": METHODS["dagmm"],
    "radogaga_d": METHODS["radogaga_d"],
    "radogaga_log": METHODS["radogaga_log"],
}
"""The arms of the toy's figure; the first three learn nothing."""

_PALETTE = sns.color_palette("colorblind")
_SIZE = 4.2, 2.6  # inches, at a phone's width about one to one
WAYS = {
    "rule": "the rule",
    "common": "best reading for all",
    "own": "best for each data set",
    "highest": "highest in each row",
    "forest": "Isolation Forest",
}
"""How what is open is settled, by name in :class:`replication.front_page.recovered.Recovered`."""

LATENT_ARMS = {
    "radogaga": "start and scales set",
    "radogaga_gradient": "gradient steps alone",
    "beta_vae_equal": "beta-VAE",
}
"""The arms of Section 5.3's figure."""

_OUTCOMES = {
    "holds": ("\N{CHECK MARK}", _PALETTE[0]),
    "undecided": ("?", "0.88"),
    "opposite significant": ("<", "0.72"),
}


def forest(found: Mapping[str, Forest]) -> Figure:
    """Mean F1 of the forest and of every network, one row per data set."""
    figure, axes = _panel(list(DATA.values()), "mean F1")
    for height, one in enumerate(found.values()):
        said = ("Isolation Forest", "a network") if height == 0 else (None, None)
        axes.plot(
            one.networks, [height] * len(one.networks), "o", color="0.45", mfc="none", label=said[1]
        )
        axes.plot(one.forest, height, "D", color=_PALETTE[3], ms=8, label=said[0])
    _legend(figure, axes, 2)
    return figure


def orderings(found: Sequence[Ordering]) -> Figure:
    """One square per ordering, with its outcome as a mark and a colour."""
    figure, axes = plt.subplots(figsize=(_SIZE[0], 3.0), layout="constrained")
    columns = list(dict.fromkeys((one.table, one.method) for one in found))
    names = list(DATA)
    for one in found:
        mark, shade = _OUTCOMES[one.outcome]
        x, y = columns.index((one.table, one.method)), names.index(one.dataset)
        axes.add_patch(Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, color=shade, lw=0))
        ink = "white" if one.outcome == "holds" else "black"
        axes.text(x, y, mark, color=ink, ha="center", va="center", fontsize=14)
    titles = [f"{table}\n{'log d' if name == 'radogaga_log' else 'd'}" for table, name in columns]
    axes.set_xticks(range(len(columns)), titles)
    axes.set_yticks(range(len(names)), list(DATA.values()))
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(names) - 0.5, -0.5))
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    handles = [Rectangle((0, 0), 1, 1, color=shade) for _, shade in _OUTCOMES.values()]
    told = [f"{mark} {outcome}" for outcome, (mark, _) in _OUTCOMES.items()]
    figure.legend(
        handles, told, loc="outside lower center", ncols=3, frameon=False,
        handlelength=1, columnspacing=1,
    )  # fmt: skip
    sns.despine(figure, left=True, bottom=True)
    return figure


def protocols(found: Mapping[str, Moves]) -> Figure:
    """How far F1 moves between protocols, by detector, and the printed gain."""
    figure, axes = _panel(list(DATA.values()), "change of F1")
    marks = dict(zip(DETECTORS, "os^", strict=True))
    for height, one in enumerate(found.values()):
        said = height == 0
        for detector, width in zip(one.means, one.widths, strict=True):
            label = f"protocol: {CONTROLS[detector]}" if said else None
            axes.plot(width, height, marks[detector], color="0.45", mfc="none", label=label)
        axes.plot(one.gain, height, "D", color=_PALETTE[3], label="printed gain" if said else None)
    axes.set_xlim(left=0)
    _legend(figure, axes, 2)
    return figure


def toy(found: Mapping[str, tuple[float, float]]) -> Figure:
    """Each arm on the toy and on the bent toy."""
    figure, axes = _panel(list(TOY_ARMS.values()), "median correlation")
    for height, name in enumerate(TOY_ARMS):
        flat, bent = found[name]
        said = ("the paper's toy", "bent toy") if height == 0 else (None, None)
        axes.plot([flat, bent], [height, height], color="0.8", zorder=0)
        axes.plot(flat, height, "o", color=colour(name), mec="black", mew=0.5, label=said[0])
        axes.plot(bent, height, "s", color=colour(name), mfc="white", label=said[1])
    _legend(figure, axes, 2)
    return figure


def start(found: Mapping[tuple[str, str], Starts]) -> Figure:
    """F1 from two starts, one row per data set and method."""
    rows = [
        f"{DATA[dataset]}, {'log d' if method == 'radogaga_log' else 'd'}"
        for dataset, method in found
    ]
    figure, axes = _panel(rows, "mean F1 of RaDOGAGA")
    for height, one in enumerate(found.values()):
        said = ("scale set first", "random weights") if height == 0 else (None, None)
        axes.plot([one.gauge, one.glorot], [height, height], color="0.8", zorder=0)
        axes.plot(one.gauge, height, "o", color=_PALETTE[0], label=said[0])
        axes.plot(one.glorot, height, "s", color=_PALETTE[1], mfc="white", label=said[1])
    axes.set_xlim(0, 1.03)
    _legend(figure, axes, 2)
    return figure


def recovered(found: Recovered) -> Figure:
    """Means reached by each way to settle what is open; the dotted line is all that there are."""
    ways = [WAYS[name] for name in found.reached]
    figure, axes = _panel(ways, "printed means within a deviation")
    for height, (name, count) in enumerate(found.reached.items()):
        method = name != "forest"
        label = {0: "RaDOGAGA and DAGMM", len(found.reached) - 1: "neither"}.get(height)
        mark = "o" if method else "D"
        axes.plot(count, height, mark, color=_PALETTE[0 if method else 3], ms=8, label=label)
    axes.axvline(found.rows, color="0.5", ls=":", lw=1)
    axes.set_xlim(-0.3, found.rows + 0.3)
    _legend(figure, axes, 2)
    return figure


def isometry(found: Isometry) -> Figure:
    """Latents with 95 % of the variance, by method; the dotted line is all that there are."""
    rows = [LATENT_ARMS[arm] for arm in found.holding]
    figure, axes = _panel(rows, "latents with 95 % of the variance")
    labels = {"radogaga": "RaDOGAGA", "beta_vae_equal": "beta-VAE"}
    for height, (arm, count) in enumerate(found.holding.items()):
        own = arm.startswith("radogaga")
        mark, shade = ("o", _PALETTE[0]) if own else ("D", _PALETTE[3])
        axes.plot(count, height, mark, color=shade, ms=8, label=labels.get(arm))
    axes.axvline(found.latents, color="0.5", ls=":", lw=1)
    axes.set_xlim(0, 1.03 * found.latents)
    _legend(figure, axes, 2)
    return figure


def one_root(found: Roots) -> Figure:
    """The sampler's map as a curve, trained linear autoencoders as points."""
    figure, axes = plt.subplots(figsize=_SIZE, layout="constrained")
    lam = np.linspace(0, 0.5, 200)
    axes.plot(lam, samplers_map(lam), color=_PALETTE[0], lw=2, label="the sampler's map")
    at = np.broadcast_to(found.lam, found.share.shape)
    axes.plot(
        at.ravel(), found.share.ravel(), "o", ms=4, color=_PALETTE[1], mec="black", mew=0.4,
        label="linear autoencoders, trained",
    )  # fmt: skip
    axes.set(xlabel=r"$\lambda = 1 / \lambda_1$, in units of $\sigma^2$")
    axes.set_ylabel("share of x reconstructed")
    axes.set(xlim=(0, 1.05), ylim=(-0.05, 1.05))
    axes.grid(color="0.92")
    _legend(figure, axes, 2)
    sns.despine(figure)
    return figure


def dependence(found: Dependence) -> Figure:
    """The divergence rises with the correlation, and the indicator stays at 0."""
    figure, axes = plt.subplots(figsize=_SIZE, layout="constrained")
    axes.plot(
        found.correlation, found.divergence, color=_PALETTE[0], lw=2, label="dependence itself"
    )
    axes.plot(
        found.correlation, found.indicator, "--", color=_PALETTE[1], lw=2, label="the indicator"
    )
    axes.set(xlabel="correlation of two factors", ylabel="nats", ylim=(-0.05, 1.1))
    axes.grid(color="0.92")
    _legend(figure, axes, 2)
    sns.despine(figure)
    return figure


def _panel(rows: Sequence[str], title: str) -> tuple[Figure, Axes]:
    """One row each, the first on top."""
    figure, axes = plt.subplots(figsize=(_SIZE[0], 1.2 + 0.27 * len(rows)), layout="constrained")
    axes.set_yticks(range(len(rows)), rows)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(title)
    axes.grid(axis="x", color="0.92")
    axes.set_axisbelow(True)
    axes.tick_params(left=False)
    sns.despine(figure, left=True)
    return figure, axes


def _legend(figure: Figure, axes: Axes, columns: int) -> None:
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside upper center", ncols=columns, frameon=False,
        fontsize=9, handletextpad=0.3, columnspacing=1,
    )  # fmt: skip
