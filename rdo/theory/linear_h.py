r"""RaDOGAGA with one number in, one number out and linear maps between (Appendix D).

.. math::
    x \sim N(0, \sigma_x^2), \quad z = a x, \quad \hat x = b z, \quad
    \breve x = b (z + \epsilon), \quad E[\epsilon] = 0, \; E[\epsilon^2] = \sigma^2

The prior is taken to fit: it is the density of z, so the rate is the entropy of z. The paper sets
:math:`\sigma^2 = 1` here and 1/12 elsewhere; it is kept open.

**Why it can be solved.** With :math:`u = ab`, what the decoder gives back of a unit of x, the loss
falls apart into a function of u and a function of b,

.. math::
    L = \underbrace{\log u + \lambda_1 E[h((u - 1)^2 x^2)]}_{F(u)}
      + \underbrace{\lambda_2 \sigma^2 b^2 - \log b}_{G(b)} + \log(\sigma_x \sqrt{2 \pi e}) ,

for :math:`a > 0`. G is convex in :math:`\log b` and least at :math:`b = 1 / \sqrt{2 \lambda_2
\sigma^2}`, whatever h is. The rest is a function of one variable.

**h(d) = d.** With :math:`w = \lambda_1 \sigma_x^2`, :math:`F'(u) = 1/u - 2 w (1 - u)` vanishes
where :math:`2 w u (1 - u) = 1`,

.. math:: u_\pm = \frac{1 \pm \sqrt{1 - 2 / w}}{2} ,

which is real if and only if :math:`w \ge 2`. In :math:`\log u`, F has the second derivative
:math:`2 w u (2 u - 1)`, positive at :math:`u_+` and negative at :math:`u_-`: the first is a minimum
of L, the second a saddle, and at w = 2 the two meet and are gone. Beyond the saddle nothing holds:
L falls without bound as a tends to zero, so the minimum is a local one for every w.

**h(d) = log d.** As Eq. 68 has it, with :math:`\delta > 0` added to :math:`(u - 1)^2`,

.. math::
    F(u) = \log u + \lambda_1 \log((u - 1)^2 + \delta) + \lambda_1 E[\log x^2], \qquad
    E[\log x^2] = \log \sigma_x^2 - \gamma - \log 2 ,

where :math:`\gamma` is Euler's constant; the paper leaves the last term out, which moves no
minimum. F' vanishes at

.. math::
    u_\pm = \frac{1 + \lambda_1 \pm \sqrt{\lambda_1^2 - (1 + 2 \lambda_1) \delta}}{1 + 2 \lambda_1}
    \;\xrightarrow{\delta \to 0}\; 1 \;\text{ and }\; \frac{1}{1 + 2 \lambda_1} .
"""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_broadcast, check_choice, check_number
from rdo.errors import InputError, check_positive

__all__ = ["H", "LinearModel", "Solution"]

H = Literal["d", "log"]
r""":math:`h(d) = d` or :math:`h(d) = \log d`."""


class Solution(NamedTuple):
    """A stationary point of the loss."""

    a: float
    """Slope of the encoder."""
    b: float
    """Slope of the decoder."""

    @property
    def ab(self) -> float:
        """Slope of the reconstruction: encoder and decoder take x to ab x."""
        return self.a * self.b


@dataclass(frozen=True)
class LinearModel:
    r"""The one-dimensional linear model of RaDOGAGA's Appendix D.

    Parameters
    ----------
    lambda1, lambda2
        Weights of the reconstruction and of the scaling term, positive.
    sigma_x2
        :math:`\sigma_x^2`, variance of the data, positive.
    sigma2
        :math:`\sigma^2`, variance of the latent noise, positive.

    Raises
    ------
    InputError
        If one of them is not a positive, finite number.

    Examples
    --------
    The product ab for h(d) = d, the paper's approximation of it, and ab for h(d) = log d:

    >>> from rdo.theory import LinearModel
    >>> model = LinearModel(lambda1=10, lambda2=1, sigma_x2=1)
    >>> optimum = model.optimum()
    >>> round(optimum.ab, 4), round(model.approximate_ab(), 4), model.optimum(h="log").ab
    (0.9472, 0.95, 1.0)
    >>> bool(model.loss(*optimum) < model.loss(1.01 * optimum.a, optimum.b))
    True
    """

    lambda1: float
    lambda2: float
    sigma_x2: float
    sigma2: float = 1.0

    def __post_init__(self) -> None:
        """Check that every parameter is positive and finite."""
        check_positive(**vars(self))
        for name, value in vars(self).copy().items():
            object.__setattr__(self, name, float(value))  # numbers of numpy may overflow sooner

    @property
    def weighted_variance(self) -> float:
        r""":math:`w = \lambda_1 \sigma_x^2`, which alone determines ab for h(d) = d."""
        return self.lambda1 * self.sigma_x2

    def loss(
        self, a: npt.ArrayLike, b: npt.ArrayLike, h: H = "d", delta: float = 0.0
    ) -> npt.NDArray[np.float64]:
        r"""Expected loss (Eqs. 66 to 68), in nats.

        .. math::
            \log(|a| \sigma_x \sqrt{2 \pi e}) + \lambda_1 E[h((ab - 1)^2 x^2)]
            + \lambda_2 \sigma^2 b^2

        Parameters
        ----------
        a, b
            Slopes of the encoder and the decoder, of shapes that broadcast.
        h
            ``"d"`` or ``"log"``.
        delta
            Added to :math:`(ab - 1)^2` under the logarithm, as in Eq. 68.

        Raises
        ------
        InputError
            If h is unknown, delta negative, or a and b do not broadcast or their product is large.
        """
        check_choice("h", h, ("d", "log"))
        delta = check_number("delta", delta, 0)
        a, b = check_array("a", a, (...,)), check_array("b", b, (...,))
        check_broadcast(a=a, b=b)
        if np.abs(a * b).max() > 1e100:
            raise InputError(f"a, b with a product of {np.abs(a * b).max():g}: give at most 1e100.")
        error = (a * b - 1) ** 2
        with np.errstate(divide="ignore"):  # -inf, where the logarithm is of zero
            rate = np.log(np.abs(a)) + 0.5 * math.log(2 * math.pi * math.e * self.sigma_x2)
            distortion = error * self.sigma_x2
            if h == "log":
                distortion = np.log(error + delta) + self.expected_log_square
        scaling = self.lambda2 * self.sigma2 * b**2
        return np.asarray(rate + self.lambda1 * distortion + scaling)

    @property
    def expected_log_square(self) -> float:
        r""":math:`E[\log x^2] = \log \sigma_x^2 - \gamma - \log 2`, which Eq. 68 leaves out."""
        return math.log(self.sigma_x2) - float(np.euler_gamma) - math.log(2)

    def optimum(self, h: H = "d", delta: float = 0.0) -> Solution:
        r"""The local minimum: :math:`a = u_+ / b`, :math:`b = 1 / \sqrt{2 \lambda_2 \sigma^2}`.

        Where it meets the saddle, at the limits below, the loss is stationary there and has no
        minimum.

        Parameters
        ----------
        h
            ``"d"`` or ``"log"``.
        delta
            As in Eq. 68, for ``"log"``; at 0, the limit that Eq. 69 takes.

        Raises
        ------
        InputError
            If the loss has no local minimum: for ``"d"`` where :math:`\lambda_1 \sigma_x^2 < 2`,
            for ``"log"`` where delta is above :math:`\lambda_1^2 / (1 + 2 \lambda_1)`.
        """
        return self._at(self._roots(h, delta)[1])

    def saddle(self, h: H = "d", delta: float = 0.0) -> Solution:
        r"""The saddle point between the minimum and the collapse at a = 0: :math:`a = u_- / b`.

        Parameters
        ----------
        h, delta
            As for :meth:`optimum`.

        Raises
        ------
        InputError
            As :meth:`optimum`: the two exist together.
        """
        return self._at(self._roots(h, delta)[0])

    def approximate_ab(self) -> float:
        r"""The paper's :math:`1 - 1 / (2 \lambda_1 \sigma_x^2)` for h(d) = d.

        The next term of the series is :math:`-1 / (2 \lambda_1 \sigma_x^2)^2`, so the error is of
        second order.

        Raises
        ------
        InputError
            If :math:`\lambda_1 \sigma_x^2 < 2`: there is nothing to approximate.
        """
        self._check_weighted_variance()
        return 1 - 1 / (2 * self.weighted_variance)

    def _at(self, ab: float) -> Solution:
        b = 1 / math.sqrt(2 * self.lambda2 * self.sigma2)
        return Solution(ab / b, b)

    def _check_weighted_variance(self) -> None:
        if self.weighted_variance < 2:
            raise InputError(
                f"lambda1 * sigma_x2 = {self.weighted_variance:g}: with h(d) = d the loss has no "
                "minimum below 2; give a larger lambda1."
            )

    def _roots(self, h: H, delta: float) -> tuple[float, float]:
        """The two values of ab at which the loss is stationary, the smaller first."""
        check_choice("h", h, ("d", "log"))
        delta = check_number("delta", delta, 0)
        if h == "d":
            w = self.weighted_variance
            self._check_weighted_variance()
            root = math.sqrt(1 - 2 / w)
            # The smaller from the product u+ u- = 1 / (2w): 1 - root would cancel where w is large.
            larger = (1 + root) / 2
            return 1 / (2 * w * larger), larger
        norm = 1 + 2 * self.lambda1
        inside = self.lambda1**2 - norm * delta
        if not inside >= 0:
            raise InputError(
                f"delta={delta}: with h(d) = log d and lambda1 = {self.lambda1:g} the loss has a "
                f"minimum for 0 <= delta <= {self.lambda1**2 / norm:g} alone."
            )
        larger = (1 + self.lambda1 + math.sqrt(inside)) / norm
        return (1 + delta) / (norm * larger), larger
