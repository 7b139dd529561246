"""The models of Tables 1 and 4, by the name of their arm."""

from typing import Any

import torch
from torch import Tensor

from rdo.errors import InputError
from rdo.models import DAGMM, Architecture, Autoencoder, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.nn.network import convolutional_start
from rdo.training.draws import glorot_generator
from replication.kit.anomaly.config import Config, H
from replication.kit.labels import METHODS, TRAINED_CONTROLS

__all__ = ["LogOfBatch", "build", "start"]


class LogOfBatch(RaDOGAGA):
    r"""RaDOGAGA with the logarithm of the batch's mean distortion, as its authors' image code has.

    .. math:: h = \log\left(\frac{1}{B} \sum_b D(x_b, \hat x_b) + \delta\right)
    """

    offset: Tensor

    def __init__(self, *arguments: Any, offset: float, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.register_buffer("offset", torch.tensor(offset))

    def scaled(self, distortion: Tensor) -> Tensor:
        """One number for the rows ``(B,)`` of a batch."""
        return (distortion.mean() + self.offset).log()


def start(model: Autoencoder, config: Config, seed: int) -> None:
    """Draw a model's first weights from a seed, as the configuration says."""
    if config.weights == "pytorch":
        convolutional_start(model, "pytorch", glorot_generator(seed))
    else:
        model.reset_parameters(glorot_generator(seed))


def build(method: str, config: Config, n_features: int) -> Autoencoder:
    """The model of a method as a table sets it, for so many columns, its parameters at zero.

    A squared error that is a mean over M columns is a sum with other weights: 1/M of the printed
    ones of RaDOGAGA's distortions, but for that inside a logarithm, where it is a constant; and M
    times those of DAGMM's energy and penalty, for Adam's steps do not depend on the loss's scale.

    Raises
    ------
    InputError
        If the method is unknown.
    """
    if method == "autoencoder":
        return Autoencoder(*mlp_pair(n_features, config.hidden, config.n_latent), config.n_latent)
    architecture = Architecture(
        n_features,
        config.hidden,
        config.n_latent,
        config.n_components,
        residual_features=True,
        jitter=config.jitter,
        cosine_distance=config.cosine == "distance",
        norm_offset=config.norm_offset,
        dropout=config.dropout,
    )
    columns = n_features if config.squared_error == "mean" else 1
    if method in ("dagmm", "dagmm_warm"):
        return DAGMM(architecture, lambda1=0.1 * columns, lambda2=0.005 * columns)
    hs: dict[str, H] = {"radogaga_d": "d", "radogaga_log": "log"}
    if method in hs:
        h = hs[method]
        lambda1, lambda2 = config.lambdas(h)
        weights: dict[str, Any] = {
            "lambda1": lambda1 if h == "log" else lambda1 / columns,
            "lambda2": lambda2 / columns,
        }
        if (h, config.log_of) == ("log", "batch"):
            # 0.001 beside a mean over columns is so many times that beside their sum.
            return LogOfBatch(architecture, **weights, h=h, offset=1e-3 * columns)
        return RaDOGAGA(architecture, **weights, h=h)
    raise InputError(f"method={method!r}: known are {', '.join([*METHODS, *TRAINED_CONTROLS])}.")
