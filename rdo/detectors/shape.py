r"""Widths of the networks, from the table.

.. math::
    N = \min(N_{99}, 32, \lfloor n / 10 \rfloor), \quad
    K = \min(4, 1 + \lfloor \log_{10}(n / 20) \rfloor, \lfloor n / 10 (N + 2) \rfloor), \quad
    w = \min(64, \max(16, 2 M))

for n training rows of M columns: N latents, K components, hidden layers of w and w/2. The latent
of RaDOGAGA is isometric to the data, so it needs the dimensions that the data have, and
:math:`N_{99}` is the number of principal directions that hold 99 % of the variance. K is 1 below
200 rows and one more for each tenfold of them, if that leaves ten rows to each of the N + 2
features of a component, whose covariance they estimate. N and K are at least 1.
"""

import math
from typing import Any

from rdo.checks import check_whole
from rdo.errors import InputError, shown
from rdo.models import Architecture

__all__ = ["choose_architecture"]

_MOST_LATENTS, _ROWS_PER_LATENT = 32, 10
_ROWS_PER_COMPONENT = 20
_RESIDUAL_FEATURES = 2
_MOST_COMPONENTS = 4
_NARROWEST, _WIDEST = 16, 64


def choose_architecture(
    n_rows: int, n_columns: int, n_directions: int, *, n_latent: Any, hidden: Any, n_components: Any
) -> Architecture:
    """The architecture for a table, with what is not None as it is given.

    Parameters
    ----------
    n_rows, n_columns, n_directions
        n and M, of the training rows and of the columns that vary, and :math:`N_{99}`.
    n_latent, hidden, n_components
        N, the widths between columns and latent, and K; or None.

    Raises
    ------
    InputError
        If one of the three is no positive whole number, or sequence of such, or there are more
        components than rows for them.

    Examples
    --------
    >>> from rdo.detectors.shape import choose_architecture
    >>> found = choose_architecture(2000, 30, 12, n_latent=None, hidden=None, n_components=2)
    >>> found.n_latent, found.hidden, found.n_components
    (12, (60, 30), 2)
    """
    if n_latent is None:
        n_latent = max(1, min(n_directions, _MOST_LATENTS, n_rows // _ROWS_PER_LATENT))
    n_latent = check_whole("n_latent", n_latent, 1)
    if n_components is None:
        tenfolds = math.floor(math.log10(max(n_rows / _ROWS_PER_COMPONENT, 1)) + 1e-9)
        enough = n_rows // (_ROWS_PER_LATENT * (n_latent + _RESIDUAL_FEATURES))
        n_components = max(1, min(_MOST_COMPONENTS, 1 + tenfolds, enough))
    if check_whole("n_components", n_components, 1) > n_rows // 2:
        raise InputError(
            f"n_components={n_components}: give at most {n_rows // 2} for {n_rows} training rows."
        )
    if hidden is None:
        width = min(_WIDEST, max(_NARROWEST, 2 * n_columns))
        hidden = (width, width // 2)
    if not isinstance(hidden, tuple | list):
        raise InputError(f"hidden={shown(hidden)}: give a tuple of widths, or None.")
    widths = tuple(check_whole("hidden", width, 1) for width in hidden)
    return Architecture(n_columns, widths, n_latent, n_components, residual_features=True)
