r"""Maps that are smooth by construction, and the one among them on which the loss is stationary.

Every solution of Eq. 7 is the gradient of a function (:mod:`rdo.theory.lossy_autoencoder`), so
nothing is lost by searching among

.. math:: r_c(x) = x + \sum_m c_m \nabla \phi_m(x) .

The *roughness* of a potential under p is

.. math:: \rho = E \lVert \nabla^2 \phi \rVert^2 / E \lVert \nabla \phi \rVert^2 ,

the mean square of the wave number of its gradient. Of quadratics and of Gaussian bumps on a grid we
take the linear combinations that make the second derivatives of the loss at the identity diagonal,

.. math::
    \partial_l \partial_m L = 2 E[\nabla \phi_l \cdot \nabla \phi_m]
    - \lambda E[\mathrm{tr}(\nabla^2 \phi_l \nabla^2 \phi_m)]
    = (2 - \lambda \rho_m) \, \delta_{lm} ,

and keep those whose roughness is below a limit. The bumps lie within 4.5 standard deviations of a
component: modes with mass farther out, as Hermite polynomials of higher degrees have it, are met
poorly or not at all. So the family has what the loss lacks among all
maps, a minimum near the identity, as long as the limit is clearly below :math:`2 / \lambda`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_number, check_room, check_type
from rdo.errors import InputError
from rdo.theory.lossy_autoencoder import loss
from rdo.theory.mixtures import IsotropicMixture

__all__ = ["GradientMaps", "Stationary"]

_Array = npt.NDArray[np.float64]

_SPACING = 3.0  # of the grid, in units of roughest^(-1/2): a little finer than is needed
_WIDTH = 1.5  # of a bump over the spacing: neighbours overlap, and a smooth function is met well
_COVER = 4.5  # deviations of a component within which its grid lies
_DEPENDENT = 1e-12  # of the largest eigenvalue: bumps that are sums of the others
_NODES = 60
_MOST_STEPS = 30


@dataclass(frozen=True)
class Stationary:
    """A map of the family at which the loss is stationary."""

    coefficients: _Array
    loss: float
    """In the units of the squared error; 0 for the identity."""
    slope: float
    """Length of the gradient there, of a family orthonormal in E[grad . grad]."""
    curvature: float
    """Least eigenvalue of half the second derivatives there: 1 for the distortion alone, positive
    where the map is a minimum among its family, negative where it is a saddle."""


class GradientMaps:
    r"""The gradient maps for a density whose potentials are smoother than a limit.

    Parameters
    ----------
    density
        p.
    roughest
        Largest :math:`\rho_m` of a potential, per squared unit of x, positive. For a Gaussian of
        variance :math:`\sigma^2` the modes are Hermite polynomials, and that of degree m + 1 has
        :math:`\rho_m = m / \sigma^2`; of these the first half a dozen are found.

    Raises
    ------
    InputError
        If the density is no such mixture, or the limit out of its range or the potentials too many
        for it.

    Attributes
    ----------
    x, weights
        The nodes and weights of the quadrature that stands for p, ``(N, n)`` and ``(N,)``.
    roughness
        :math:`\rho_m` of the potentials kept, in rising order.

    Examples
    --------
    The modes of a standard normal, and the minimum of the loss among their maps:

    >>> from rdo.theory import GradientMaps, IsotropicMixture
    >>> maps = GradientMaps(IsotropicMixture((1.0,), ((0.0,),), (1.0,)), roughest=3.5)
    >>> maps.roughness.round(2) + 0.0
    array([0., 1., 2., 3.])
    >>> found = maps.stationary(lam=0.2)
    >>> found.loss < 0, found.curvature > 0
    (True, True)
    """

    def __init__(self, density: IsotropicMixture, roughest: float) -> None:
        check_type("density", density, IsotropicMixture, "an IsotropicMixture")
        roughest = check_number("roughest", roughest, 1e-6, 1e6)
        self.density = density
        spacing = _SPACING / np.sqrt(roughest)
        self._width = _WIDTH * spacing
        self._centres = _grid(density, spacing)
        self.x, self.weights = density.quadrature(_NODES)
        check_room(nodes=len(self.x), potentials=len(self._centres), entries=density.n**2)
        gradients, hessians = self._potentials(self.x)
        # First orthonormal in E[grad . grad], as far as they are independent, then by roughness.
        scale = np.sqrt(np.einsum("m,mli,mli->l", self.weights, gradients, gradients))
        values, vectors = np.linalg.eigh(self._product(gradients / scale[:, None]))
        kept = values > _DEPENDENT * values[-1]
        mix = vectors[:, kept] / np.sqrt(values[kept]) / scale[:, None]
        rough, modes = np.linalg.eigh(
            self._product(np.einsum("mlij,lk->mkij", hessians, mix, optimize=True))
        )
        smooth = rough <= roughest
        self.roughness = rough[smooth]
        self._mix = mix @ modes[:, smooth]
        self._gradients = np.einsum("mli,lk->mki", gradients, self._mix, optimize=True)
        self._hessians = np.einsum("mlij,lk->mkij", hessians, self._mix, optimize=True)

    def __len__(self) -> int:
        """Number of potentials kept."""
        return len(self.roughness)

    def moved(self, coefficients: _Array, x: npt.ArrayLike) -> _Array:
        """:math:`r(x) - x` at points ``(N, n)``.

        Raises
        ------
        InputError
            If the points are of another dimension, or the coefficients not one per potential.
        """
        coefficients = check_array("coefficients", coefficients, (len(self),))
        gradients, _ = self._potentials(check_array("x", x, ("N", self.density.n)))
        return np.asarray(np.einsum("mli,l->mi", gradients, self._mix @ coefficients))

    def distance(self, field: _Array) -> float:
        r"""How far the nearest gradient of the family is from a field at its nodes.

        The root of :math:`E \lVert f - \nabla \phi \rVert^2`, the least over :math:`\phi`.

        Parameters
        ----------
        field
            f, ``(N, n)``, at :attr:`x`.

        Raises
        ------
        InputError
            If it is not of that shape.
        """
        field = check_array("field", field, self.x.shape)
        nearest = np.einsum("m,mki,mi->k", self.weights, self._gradients, field, optimize=True)
        rest = field - np.einsum("mki,k->mi", self._gradients, nearest)
        return float(np.sqrt(self.weights @ (rest**2).sum(-1)))

    def stationary(self, lam: float) -> Stationary:
        r"""Train a map from the identity by Newton's method, until the loss is stationary.

        Parameters
        ----------
        lam
            :math:`\lambda`, at least 0.

        Raises
        ------
        InputError
            If the method leaves the maps that are one-to-one or does not converge, as it may where
            :math:`\lambda` times the roughness comes near 2.
        """
        lam = check_number("lam", lam, 0)
        c = np.zeros(len(self))
        for _ in range(_MOST_STEPS):
            gradient, hessian, value = self._expand(c, lam)
            slope = float(np.linalg.norm(gradient))
            if slope < 1e-12:
                least = float(np.linalg.eigvalsh(hessian)[0]) / 2
                return Stationary(c, value, slope, least)
            c = c - np.linalg.solve(hessian, gradient)
        raise InputError(f"lam={lam}: no stationary map within {_MOST_STEPS} steps; {self._advice}")

    def _expand(self, c: _Array, lam: float) -> tuple[_Array, _Array, float]:
        """Gradient and second derivatives of the loss, and its value."""
        moved = np.einsum("mki,k->mi", self._gradients, c)
        jacobian = np.eye(self.density.n) + np.einsum("mkij,k->mij", self._hessians, c)
        if not (np.linalg.eigvalsh(jacobian) > 0).all():
            raise InputError(f"lam={lam}: Newton's method left the one-to-one maps; {self._advice}")
        stretched = np.einsum(
            "mij,mkjl->mkil", np.linalg.inv(jacobian), self._hessians, optimize=True
        )
        rate = np.einsum("m,mkii->k", self.weights, stretched)
        distortion = np.einsum("m,mki,mi->k", self.weights, self._gradients, moved, optimize=True)
        hessian = 2 * np.eye(len(c)) - lam * self._product(stretched)
        return 2 * distortion + lam * rate, hessian, loss(self.weights, moved, jacobian, lam)

    def _product(self, fields: _Array) -> _Array:
        r""":math:`E[v_k \cdot v_l]` of vectors, or :math:`E[\mathrm{tr}(A_k A_l)]` of matrices."""
        weight = self.weights.reshape(-1, *[1] * (fields.ndim - 1))
        axes = (0, *range(2, fields.ndim))
        other = fields if fields.ndim == 3 else np.swapaxes(fields, -1, -2)
        return np.tensordot(weight * fields, other, (axes, axes))

    @property
    def _advice(self) -> str:
        return f"give one below 2 / {self.roughness[-1]:.3g} or a lower limit on the roughness."

    def _potentials(self, x: _Array) -> tuple[_Array, _Array]:
        """Gradients ``(N, K, n)`` and Hessians ``(N, K, n, n)`` of quadratics and bumps."""
        n = self.density.n
        basis = np.eye(n)
        rows, columns = np.triu_indices(n)
        symmetric = basis[rows][:, :, None] * basis[columns][:, None, :]
        symmetric = symmetric + np.swapaxes(symmetric, 1, 2)
        away = (x[:, None] - self._centres) / self._width
        height = np.exp(-(away**2).sum(-1) / 2)[..., None]
        linear = np.broadcast_to(basis, (len(x), n, n))
        square = np.einsum("kij,mj->mki", symmetric, x)
        gradients = [linear, square, -away * height / self._width]
        outer = away[..., :, None] * away[..., None, :] - basis
        hessians = [
            np.zeros((len(x), n, n, n)),
            np.broadcast_to(symmetric, (len(x), *symmetric.shape)),
            outer * height[..., None] / self._width**2,
        ]
        return np.concatenate(gradients, 1), np.concatenate(hessians, 1)


def _grid(density: IsotropicMixture, spacing: float) -> _Array:
    """Points of a grid through 0 that are within a few deviations of a component, ``(K, n)``."""
    means, deviations = np.asarray(density.means), np.asarray(density.deviations)
    most = int((np.abs(means) + _COVER * deviations[:, None]).max() / spacing) + 1
    check_room(points=(2 * most + 1) ** density.n, components=len(means), n=density.n)
    line = spacing * np.arange(-most, most + 1)
    points = np.stack(np.meshgrid(*[line] * density.n, indexing="ij"), -1).reshape(-1, density.n)
    distance = np.linalg.norm(points[:, None] - means, axis=-1) / deviations
    return np.asarray(points[distance.min(1) < _COVER])
