"""The numbers of the page on isometry, of which no training is recorded yet."""

from functools import cache

import pandas as pd

from rdo.datasets.entries import CATALOGUE
from replication.latent_isometry import negatives_table, rebuilt_from, some_digits
from replication.latent_isometry.config import PARTS, configure
from replication.latent_isometry.measures import FIRST
from replication.latent_isometry.negatives import _INK, STARTS
from tests.notebooks.stated import Check, between, equal, true

_ALONE, _KEPT, _SQUARED = STARTS


@cache
def _fitted() -> pd.DataFrame:
    digits = some_digits()
    return negatives_table(digits, rebuilt_from(digits))


def _below_zero(start: str) -> float:
    return float(_fitted()["bright pixels below 0"][start])


STATED: dict[str, Check] = {
    "Of sixty digits whose": equal(60, lambda: len(some_digits())),
    "Above, sixty digits": equal(60, lambda: len(some_digits())),
    "digits of 14 x 14 pixels": equal(14, lambda: some_digits().shape[-2:]),
    "43 % of the bright pixels": between(0.425, 0.435, lambda: _below_zero(_ALONE)),
    "at an SSIM of 0.98": between(0.975, 0.985, lambda: _fitted()["SSIM"][_ALONE]),
    "and pixels above 0.3 are bright": equal(0.3, lambda: _INK),
    "Two things avoid it here": equal(0, lambda: [_below_zero(_KEPT), _below_zero(_SQUARED)]),
    "Twenty steps by the squared error, which knows": equal(
        20, lambda: STARTS[_SQUARED].squared_steps
    ),
    "begin with a thousand such steps": equal(
        1_000,
        lambda: [configure(p, q).warm_up_steps for p in PARTS for q in ("reduced", "paper")],
    ),
    "256 latents and a factorised": equal(256, lambda: configure("celeba", "paper").n_latent),
    "on 64 x 64 pixels and": true(
        lambda: [
            CATALOGUE["celeba"].shape[1] == 3 * 64 * 64,
            configure("celeba", "paper").pooling == 1,
        ]
    ),
    "the first nine latents": equal(9, lambda: FIRST),
    "and one with 16 latents": equal(16, lambda: configure("celeba", "paper").few_latents),
    "for twenty steps": equal(20, lambda: configure("digits", "smoke").steps),
}

DEFINED = (
    "is a product of two factors, one with the product of two means",
    "and one with a covariance",
    "Turn the sign of one image",
    "but for two small constants",
    "begin near one half",
    "of the same networks: four convolutions with GDN",
    "between them and two wide",
    "every one of RaDOGAGA's nine changes",
    "some of the beta-VAE's nine change",
    "but SSIM's 0.93",
    "the faces and two sets of digits",
    "steps at a tenth of the rate",
)
