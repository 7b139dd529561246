"""The toy data of Section 5.1 of RaDOGAGA, a mixture of three Gaussians, flat and bent."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.checks import check_number, check_room, check_seed, check_whole

__all__ = ["TOY_MEANS", "TOY_VARIANCES", "ToyDensity", "bent_toy_density", "toy_density"]

FloatArray = npt.NDArray[np.float64]

# The paper prints neither. The means form a triangle with sides of about six, four to five
# standard deviations, so that the clusters stand apart in a scatter plot yet a flow of moderate
# slope connects them. The variances differ in every direction and between components, but their
# products (1.44, 1.16, 1.31) hardly do, so the three peaks of the density are about equally high
# and a plot against the density is not the plot of one component.
TOY_MEANS: FloatArray = np.array([[0.0, 3.0, 1.0], [-3.0, -2.0, -1.0], [3.0, -2.0, 0.0]])
TOY_VARIANCES: FloatArray = np.square([[1.0, 1.5, 0.8], [1.4, 0.7, 1.1], [0.8, 1.1, 1.3]])


@dataclass(frozen=True)
class ToyDensity:
    """Rows with a known density.

    Attributes
    ----------
    X
        What a model sees, shape (n, n_ambient).
    density
        Density of the source at each row, shape (n,): the probability of x is taken to be that of
        the s it was made from.
    source
        The s that were mixed, shape (n, 3).
    component
        Which Gaussian each s came from, 0 to 2, shape (n,).
    mixing
        The u of Eq. 17, shape (3, n_ambient); for the bent toy the frame that its arcs lie in,
        shape (6, n_ambient).
    """

    X: FloatArray
    density: FloatArray
    source: FloatArray
    component: npt.NDArray[np.int64]
    mixing: FloatArray


def _mixture_density(source: FloatArray) -> FloatArray:
    squares = (source[:, None, :] - TOY_MEANS) ** 2 / TOY_VARIANCES
    heights = 1 / np.sqrt(np.prod(2 * np.pi * TOY_VARIANCES, axis=1))
    density: FloatArray = (heights * np.exp(-squares.sum(axis=2) / 2)).mean(axis=1)
    return density


def toy_density(n: int = 10_000, *, seed: int = 0, n_ambient: int = 16) -> ToyDensity:
    r"""Draw from a three-dimensional Gaussian mixture and map it linearly into more dimensions.

    .. math::
        s \sim \sum_{k=1}^{3} \tfrac{1}{3}\,
            \mathcal{N}(\mu_k, \mathrm{diag}(\sigma_{k1}^2, \sigma_{k2}^2, \sigma_{k3}^2)),
        \qquad
        x = \sum_{d=1}^{3} u_d\, s_d, \qquad u_{dm} \sim U(-\tfrac12, \tfrac12)

    Equation 17 of RaDOGAGA. The means and variances are `TOY_MEANS` and `TOY_VARIANCES`; the
    paper does not print its own.

    Parameters
    ----------
    n
        Rows; the paper's 10,000 by default.
    seed
        Seed of numpy's generator, for the mixing, the components and the source alike.
    n_ambient
        Columns of X; the paper's 16 by default.

    Raises
    ------
    InputError
        n below 1, or n_ambient below 3, where x could not tell apart different s.

    Examples
    --------
    Sixteen columns that span three dimensions:

    >>> import numpy as np
    >>> from rdo.datasets import toy_density
    >>> toy = toy_density(n=1000, seed=0)
    >>> toy.X.shape, toy.density.shape, int(np.linalg.matrix_rank(toy.X))
    ((1000, 16), (1000,), 3)
    """
    n, n_ambient = check_whole("n", n, 1), check_whole("n_ambient", n_ambient, 3)
    check_room(n=n, n_ambient=n_ambient)
    rng = np.random.default_rng(check_seed(seed))
    # Drawn first, so that a seed's mixing is the same for every n.
    mixing = rng.uniform(-0.5, 0.5, size=(3, n_ambient))
    source, component = _draw(rng, n)
    return ToyDensity(source @ mixing, _mixture_density(source), source, component, mixing)


def bent_toy_density(
    n: int = 10_000, *, turn: float, seed: int = 0, n_ambient: int = 16
) -> ToyDensity:
    r"""The mixture of :func:`toy_density` on a curved surface, with a known density.

    Each coordinate of the source is laid along a circular arc of its own, in two dimensions,

    .. math::
        c_d(s) = r_d \left(\sin\frac{s_d - m_d}{r_d},\ 1 - \cos\frac{s_d - m_d}{r_d}\right),
        \qquad r_d = \frac{h_d}{\pi \cdot \mathrm{turn}} ,

    and the six dimensions are turned into n_ambient by a random orthonormal frame. The range
    :math:`m_d \pm h_d`, four standard deviations beyond the outermost means, spans the share
    ``turn`` of a circle, so that no two s of that range share an x.

    An arc has unit speed, hence :math:`J^T J = I` for the map from s to x, and by the change of
    variables the density on the surface is that of s, divided by :math:`\sqrt{|J^T J|} = 1`: a
    mixture of three Gaussians in coordinates that a nonlinear encoder can find and a linear one
    cannot.

    Parameters
    ----------
    n
        Rows.
    turn
        Share of a circle, from a millionth to below 1; towards 0 the surface is flat.
    seed
        Seed of numpy's generator, for the frame, the components and the source alike.
    n_ambient
        Columns of X, at least 6.

    Raises
    ------
    InputError
        If an argument is out of range.

    Examples
    --------
    The rows span six dimensions, those of :func:`toy_density` three, and the density does not
    depend on how far the surface is bent:

    >>> import numpy as np
    >>> from rdo.datasets import bent_toy_density
    >>> bent, flatter = (bent_toy_density(n=1000, turn=turn) for turn in (0.5, 0.1))
    >>> bent.X.shape, int(np.linalg.matrix_rank(bent.X))
    ((1000, 16), 6)
    >>> bool((bent.density == flatter.density).all())
    True
    """
    n, n_ambient = check_whole("n", n, 1), check_whole("n_ambient", n_ambient, 6)
    check_room(n=n, n_ambient=n_ambient)
    # At 1 the arcs would close; below a millionth they are flat to rounding.
    turn = check_number("turn", turn, 1e-6, 1, below=True)
    rng = np.random.default_rng(check_seed(seed))
    frame = np.linalg.qr(rng.standard_normal((n_ambient, 6)))[0].T
    source, component = _draw(rng, n)
    low = (TOY_MEANS - 4 * np.sqrt(TOY_VARIANCES)).min(axis=0)
    high = (TOY_MEANS + 4 * np.sqrt(TOY_VARIANCES)).max(axis=0)
    radius = (high - low) / 2 / (np.pi * turn)
    angle = (source - (low + high) / 2) / radius
    arcs = np.concatenate([radius * np.sin(angle), radius * (1 - np.cos(angle))], axis=1)
    return ToyDensity(arcs @ frame, _mixture_density(source), source, component, frame)


def _draw(rng: np.random.Generator, n: int) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """The source of n rows, and which Gaussian each came from."""
    component = rng.integers(3, size=n)
    noise = rng.standard_normal((n, 3))
    return TOY_MEANS[component] + np.sqrt(TOY_VARIANCES)[component] * noise, component
