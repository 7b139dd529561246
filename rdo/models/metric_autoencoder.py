"""Autoencoders whose reconstructions are judged by a distortion of the user's choice."""

from typing import Any

from torch import Tensor

from rdo.checks import NETWORK_TYPES, check_tensor
from rdo.distortions import Distortion, squared_error
from rdo.errors import InputError, shown
from rdo.models.autoencoder import Autoencoder

__all__ = ["MetricAutoencoder"]


class MetricAutoencoder(Autoencoder):
    """What RaDOGAGA and the beta-VAE have in common: a distortion D that can be chosen.

    Parameters
    ----------
    *networks
        What the autoencoder beneath is built from.
    metric
        D, a function of rows or images and their reconstructions that gives one value for each.

    Raises
    ------
    InputError
        If the metric cannot be called.
    """

    def __init__(self, *networks: Any, metric: Distortion) -> None:
        super().__init__(*networks)
        if not callable(metric):
            raise InputError(f"metric={shown(metric)}: give a distortion of rows, D(x, y).")
        self.metric = metric

    def distortion(self, x: Tensor, y: Tensor) -> Tensor:
        """D(x, y) of each row or image, ``(B,)``.

        Raises
        ------
        InputError
            If the metric gives another shape, say one number for the whole batch.
        """
        if self.metric is squared_error:  # of an image, over all its pixels
            return self.error(x, y)
        return check_tensor("metric(x, y)", self.metric(x, y), (len(x),), NETWORK_TYPES)
