"""The table of Section 5.1: drawn, or the user's own."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.datasets import ToyDensity, bent_toy_density, read_density_csv, scale_minmax, toy_density
from rdo.errors import InputError
from replication.kit.options import check_fits
from replication.ledger import Data
from replication.toy_density.config import TURNS, Config

__all__ = ["Toy"]


@dataclass(frozen=True)
class Toy:
    """The table, scaled by one minimum and one maximum, and the density of its rows."""

    source: Data
    x: Tensor
    """Scaled, ``(n, M)``."""
    density: npt.NDArray[np.float64]
    """Of each row, ``(n,)``."""
    drawn: ToyDensity | None
    """What was drawn before scaling; None for a user's table, whose clusters nobody knows."""

    @classmethod
    def load(cls, config: Config, part: str) -> "Toy":
        """Draw the rows of a part, or read the user's.

        Raises
        ------
        InputError
            If the user's table is missing, unreadable, too small, or in place of bent data.
        """
        turn, drawn = TURNS[part], None
        if config.table is not None:
            if turn:
                raise InputError(f"dataset={part!r}, table={config.table!r}: give one of the two.")
            X, density, _ = read_density_csv(config.table)
            if X.shape[1] < config.n_latent or len(X) < config.batch_size:
                raise InputError(
                    f"table={config.table!r} has {len(X)} rows and {X.shape[1]} feature columns: "
                    f"give at least {config.batch_size} rows and {config.n_latent} columns."
                )
        else:
            seed = config.data_seed
            drawn = bent_toy_density(turn=turn, seed=seed) if turn else toy_density(seed=seed)
            X, density = drawn.X, drawn.density
        # EM takes a row a component at least, and PCA no more axes than there are.
        check_fits("rows", len(X), n_components=config.n_components, batch_size=config.batch_size)
        check_fits("columns", X.shape[1], n_latent=config.n_latent)
        name = part if config.table is None else Path(config.table).name
        digest = sha256(X.tobytes() + density.tobytes()).hexdigest()
        scaled = torch.from_numpy(scale_minmax(X, per_column=False)).float()
        return cls(Data(name, digest, *X.shape), scaled, density, drawn)
