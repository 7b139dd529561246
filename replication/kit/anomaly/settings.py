"""What the RaDOGAGA paper prints for its anomaly runs, and where it is silent, whose word we took.

In order: what the paper prints (Section 5.2.3, Tables 2 and 3), what its authors published beside
it (columns scaled to [0, 1]; residual features after the decoder), what the DAGMM paper used
(epochs and batch sizes). No choice looked at a test label.
"""

import math
from dataclasses import asdict, dataclass

from rdo.errors import InputError
from rdo.models import DAGMM, Architecture, Autoencoder, MixtureAutoencoder, RaDOGAGA
from rdo.nn import mlp_pair

__all__ = ["METHODS", "SETTINGS", "TRAINED_CONTROLS", "Setting", "build", "describe"]

METHODS = {"dagmm": "DAGMM", "radogaga_d": "RaDOGAGA(d)", "radogaga_log": "RaDOGAGA(log d)"}
"""The methods that are compared, by the name they have in records, and as the papers print them."""

TRAINED_CONTROLS = {"autoencoder": "plain autoencoder", "dagmm_warm": "DAGMM, warmed up"}
"""What is trained beside them: an autoencoder scored by its reconstruction error, and DAGMM from a
start for reconstruction alone, as RaDOGAGA's is."""


@dataclass(frozen=True)
class Setting:
    """One row of Table 2 or 3, with the epochs and batch size of the DAGMM paper."""

    hidden: tuple[int, ...]
    n_latent: int
    n_components: int
    lambdas_d: tuple[float, float]
    lambdas_log: tuple[float, float]
    epochs: int
    batch_size: int

    def steps(self, n_train: int) -> int:
        """Steps that all epochs over ``n_train`` rows take, each ending with a short batch."""
        return self.epochs * math.ceil(n_train / self.batch_size)


SETTINGS = {
    # widths, latent, components; (lambda1, lambda2) for h(d) = d and for log d; epochs, batch
    "table1": {
        "kddcup": Setting((60, 30), 8, 4, (100, 1000), (10, 100), 200, 1024),
        "thyroid": Setting((30, 24), 6, 2, (100, 10000), (100, 1000), 20_000, 1024),
        "arrhythmia": Setting((10,), 4, 2, (1000, 100), (1000, 100), 10_000, 128),
        "kddcup_rev": Setting((60, 30), 8, 2, (1000, 100), (100, 100), 400, 1024),
        # Not in the paper; here so that everything runs without outside data.
        "breast_cancer": Setting((30, 24), 6, 2, (100, 1000), (100, 1000), 1_000, 128),
        "digits": Setting((30, 24), 6, 2, (100, 1000), (100, 1000), 200, 128),
    },
    "table4": {
        "kddcup": Setting((60, 30), 1, 4, (100, 100), (100, 1000), 200, 1024),
        "thyroid": Setting((12, 4), 1, 2, (1000, 10000), (100, 10000), 20_000, 1024),
        "arrhythmia": Setting((10,), 2, 2, (1000, 100), (1000, 100), 10_000, 128),
        "kddcup_rev": Setting((60, 30), 1, 2, (100, 100), (100, 1000), 400, 1024),
    },
}
"""By table and data set: Table 1 was made with the networks of Table 2, Table 4 with Table 3's."""


def build(
    method: str,
    setting: Setting,
    n_features: int,
    *,
    jitter: float = 1e-6,
    cosine_distance: bool = False,
) -> Autoencoder:
    """The model of a method as a table sets it, its parameters at zero.

    Parameters
    ----------
    method
        One of :data:`METHODS` or :data:`TRAINED_CONTROLS`.
    setting
        The row of the table.
    n_features
        M, columns of the data.
    jitter, cosine_distance
        As in :class:`rdo.models.Architecture`.

    Raises
    ------
    InputError
        If the method is unknown.
    """
    s = setting
    if method == "autoencoder":
        return Autoencoder(*mlp_pair(n_features, s.hidden, s.n_latent), s.n_latent)
    architecture = Architecture(
        n_features,
        s.hidden,
        s.n_latent,
        s.n_components,
        residual_features=True,
        jitter=jitter,
        cosine_distance=cosine_distance,
    )
    if method in ("dagmm", "dagmm_warm"):
        return DAGMM(architecture, lambda1=0.1, lambda2=0.005)
    if method == "radogaga_d":
        lambda1, lambda2 = s.lambdas_d
        return RaDOGAGA(architecture, lambda1=lambda1, lambda2=lambda2, h="d")
    if method == "radogaga_log":
        lambda1, lambda2 = s.lambdas_log
        return RaDOGAGA(architecture, lambda1=lambda1, lambda2=lambda2, h="log")
    raise InputError(f"method={method!r}: known are {', '.join([*METHODS, *TRAINED_CONTROLS])}.")


def describe(model: Autoencoder) -> dict[str, object]:
    """What a record says of a model: its class, widths and weights of the loss."""
    weights = {
        name: float(f"{float(value):g}")
        for name, value in model.named_buffers()
        if value.is_floating_point() and value.ndim == 0
    }
    if not isinstance(model, MixtureAutoencoder):
        own = {**weights, **model.encoder.widths, "n_latent": model.n_latent}
        return {"model": type(model).__name__, **own}
    h = {"h": model.h} if isinstance(model, RaDOGAGA) else {}
    widths = {**asdict(model.architecture), "hidden": list(model.architecture.hidden)}
    return {"model": type(model).__name__, **h, **weights, **widths}
