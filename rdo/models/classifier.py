"""A classifier, which labels the states of a walk in the Langevin supplement's Algorithm 1."""

from collections.abc import Mapping

import torch
from torch import Tensor

from rdo.checks import check_tensor, check_type
from rdo.models.base import Model
from rdo.nn import Network

__all__ = ["Classifier"]


class Classifier(Model):
    r"""A network of K scores, trained on the cross-entropy of their softmax.

    .. math:: L = -\log \frac{e^{f_y(x)}}{\sum_k e^{f_k(x)}}

    Parameters
    ----------
    network
        f, from rows ``(B, M)`` to ``(B, K)``. Its parameters are zero until
        :meth:`reset_parameters`.

    Raises
    ------
    InputError
        If it is no network. So do the methods, for a batch that the network does not take.
    """

    network: Network

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = check_type("network", network, Network, "a network")

    def reset_parameters(self, generator: torch.Generator) -> None:
        """The network's own start, drawn from ``generator``."""
        self.network.reset_parameters(generator)

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """No draws: nothing here is random."""
        return {}

    def scores(self, x: Tensor) -> Tensor:
        """f: ``(B, M)`` to ``(B, K)``, the largest for the class that is predicted."""
        self.network.check_input("x", x)
        scores: Tensor = self.network(x)
        return scores

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """One term, ``cross_entropy``, a mean over the batch.

        Parameters
        ----------
        x
            Rows of M numbers and then the class, ``(B, M + 1)``: features and labels are one table.
            A class is a whole number from 0 to K - 1; a fraction is cut off, and another number
            raises PyTorch's error.
        noise
            Nothing.
        """
        check_tensor("x", x, ("B", "M + 1"))
        log_shares = torch.log_softmax(self.scores(x[:, :-1]), 1)
        of_class = log_shares.gather(1, x[:, -1:].long())
        return {"cross_entropy": -of_class.mean()}
