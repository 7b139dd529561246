"""Langevin chains with the variants the papers use: clipped gradients, free noise, projection."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from rdo.checks import (
    NETWORK_TYPES,
    check_callable,
    check_flag,
    check_number,
    check_tensor,
    check_whole,
)
from rdo.compiler import load_compiler
from rdo.errors import DivergenceError, InputError, check_positive, shown

__all__ = ["Energy", "Langevin", "on_sphere"]

Energy = Callable[[Tensor], Tensor]
"""From states ``(B, ...)`` to their energies, ``(B,)``."""

_TINY = 1e-12  # the root of a sum of squares has no slope at zero


def on_sphere(z: Tensor) -> Tensor:
    r"""States of unit length along their last axis; one of length zero stays where it is.

    Their squares must fit: entries up to 1e18 in float32.

    .. math:: z \mapsto z / \sqrt{\lVert z \rVert^2 + 10^{-12}}

    Raises
    ------
    InputError
        If they are no tensor of float32, float64 or bfloat16.
    """
    check_tensor("z", z, (..., "N"), NETWORK_TYPES)
    return z / (z.square().sum(-1, keepdim=True) + _TINY).sqrt()


@dataclass(frozen=True)
class Langevin:
    r"""Langevin dynamics of an energy E, a batch of chains at a time.

    .. math::
        x_{t+1} = \Pi\left(x_t - \frac{\lambda}{2} \, c(\nabla E(x_t)) + s_t \xi_t\right),
        \qquad \xi_t \sim N(0, I)

    with c the clipping of the gradient and :math:`\Pi` the projection to the allowed states. With
    neither, and for small :math:`\lambda`, the chain draws from :math:`\exp(-E / T)` at the
    temperature :math:`T = s^2 / \lambda`. That is 1 if the noise has the variance
    :math:`\lambda`; the papers set the two apart.

    Parameters
    ----------
    step
        :math:`\lambda`, positive; the half before the gradient is not part of it.
    noise
        :math:`s_t`, a standard deviation for all steps, or one per step; not negative.
    clip
        Largest size of an entry of the gradient, None for no clipping.
    bounds
        Least and largest value of an entry; None for none.
    project
        Whether a state outside the bounds is projected to the nearest within; if not, it stops the
        run with a :class:`rdo.errors.DivergenceError`.
    sphere
        Whether states are projected to the unit sphere of their last axis.

    Raises
    ------
    InputError
        If a number is out of its range, or both bounds and the sphere are given.
    """

    step: float
    noise: float | tuple[float, ...]
    clip: float | None = None
    bounds: tuple[float, float] | None = None
    project: bool = True
    sphere: bool = False

    def __post_init__(self) -> None:
        """Check the ranges of all parameters."""
        check_positive(step=self.step)
        if self.clip is not None:
            check_positive(clip=self.clip)
        deviations = self.noise if isinstance(self.noise, tuple) else (self.noise,)
        if not deviations:
            raise InputError("noise=(): give one number, or one per step.")
        for value in deviations:
            check_number("noise", value, 0)
        if self.bounds is not None:
            if not isinstance(self.bounds, tuple) or len(self.bounds) != 2:
                raise InputError(f"bounds={shown(self.bounds)}: give two numbers, or None.")
            low, high = (check_number("bounds", bound) for bound in self.bounds)
            if not low < high:
                raise InputError(f"bounds={self.bounds}: give the lower one first.")
        check_flag("project", self.project)
        if check_flag("sphere", self.sphere) and self.bounds is not None:
            raise InputError(f"bounds={self.bounds}, sphere=True: give one of the two.")

    def deviation(self, t: int) -> float:
        """:math:`s_t`, the standard deviation at step t; the last one given holds from there on."""
        check_whole("t", t)
        if isinstance(self.noise, tuple):
            return self.noise[min(t, len(self.noise) - 1)]
        return self.noise

    def temperature(self, t: int = 0) -> float:
        r""":math:`T_t = s_t^2 / \lambda`, the temperature if every step had this noise."""
        return self.deviation(t) ** 2 / self.step

    def run(
        self, energy: Energy, start: Tensor, normal: Tensor, uniform: Tensor | None = None
    ) -> Tensor:
        r"""Run every chain for as many steps as there are draws.

        With ``uniform`` each transition is accepted with the probability

        .. math::
            \min\left(1, e^{-(E(x') - E(x)) / T} \, \frac{q(x | x')}{q(x' | x)}\right),
            \qquad q(x' | x) = N\left(x - \tfrac{\lambda}{2} c(\nabla E(x)), s^2 I\right),

        so that the chain draws from :math:`\exp(-E / T)` exactly, whatever :math:`\lambda`
        (Metropolis-adjusted Langevin).

        Parameters
        ----------
        energy
            E.
        start
            :math:`x_0`, ``(B, ...)``.
        normal
            :math:`\xi`, ``(steps, B, ...)``.
        uniform
            Draws from U[0, 1) that decide on acceptance, ``(steps, B)``; None to accept every
            transition.

        Returns
        -------
        Tensor
            All states after the start, ``(steps, B, ...)``.

        Raises
        ------
        InputError
            If shapes or types disagree, or the energy does not give one number per state; or if
            ``uniform`` is given and the transitions have no noise, noise of several sizes, or no
            density since they are projected.
        DivergenceError
            If a state turns non-finite, or leaves bounds without projection; with ``uniform`` if
            the energy of a start is not finite, or a later energy or gradient is NaN. An energy of
            infinity is a wall: nothing is accepted there.
        """
        check_callable("energy", energy)
        check_tensor("start", start, ("B", "N", ...))
        check_tensor("normal", normal, ("steps", "B", "N", ...), [start.dtype])
        if normal.shape[1:] != start.shape:
            raise InputError(
                f"normal of shape {tuple(normal.shape)}: give (steps, *{tuple(start.shape)})."
            )
        if uniform is not None:
            self._check_correction(normal, uniform)
            lost = ~_energies(energy, start).isfinite()
            if lost.any():
                raise DivergenceError(
                    f"at the start the energy of {int(lost.sum())} of {len(start)} samples is not "
                    "finite: begin where it is."
                )
        x, path = self._project(start), []
        for t, xi in enumerate(normal):
            proposal = self._proposal_mean(energy, x) + self.deviation(t) * xi
            if uniform is None:
                self._check(proposal, t)
                x = self._project(proposal)
            else:
                ratio = self._log_ratio(energy, x, proposal)
                if ratio.isnan().any():
                    raise DivergenceError(
                        f"at step {t}, {int(ratio.isnan().sum())} of {len(x)} samples met an "
                        "energy or a gradient that is NaN: give an energy of infinity where none "
                        "is defined."
                    )
                accepted = uniform[t].log() < ratio
                x = torch.where(accepted.reshape(-1, *[1] * (x.ndim - 1)), proposal, x)
                self._check(x, t)
            path.append(x)
        return torch.stack(path)

    def transition(self, energy: Energy, x: Tensor, increment: Tensor) -> Tensor:
        r"""One step without acceptance and without checks, for callers with a loop of their own.

        .. math:: x' = \Pi\left(x - \frac{\lambda}{2} \, c(\nabla E(x)) + k\right)

        Parameters
        ----------
        energy
            E.
        x
            The states, ``(B, ...)``.
        increment
            The noise increment, :math:`k = s_t \xi_t`, of the states' shape.
        """
        return self._project(self._proposal_mean(energy, x) + increment)

    def _proposal_mean(self, energy: Energy, x: Tensor) -> Tensor:
        load_compiler()
        gradient = torch.func.grad(lambda states: _energies(energy, states).sum())(x)
        if self.clip is not None:
            gradient = gradient.clamp(-self.clip, self.clip)
        moved: Tensor = x - self.step / 2 * gradient
        return moved

    def _check_correction(self, normal: Tensor, uniform: Tensor) -> None:
        """Refuse settings under which the acceptance step does not make the chain exact."""
        if self.sphere or (self.bounds is not None and self.project):
            raise InputError(
                f"uniform, bounds={self.bounds}, sphere={self.sphere}: projected "
                "transitions have no density; leave one out."
            )
        if isinstance(self.noise, tuple) or self.noise == 0:
            raise InputError(
                f"uniform, noise={self.noise}: acceptance needs one temperature above 0; "
                "give one positive number."
            )
        check_tensor("uniform", uniform, tuple(normal.shape[:2]))

    def _check(self, x: Tensor, t: int) -> None:
        entries = x.flatten(1)
        failed, how = ~entries.isfinite().all(1), "turned non-finite"
        if self.bounds is not None and not self.project and not failed.any():
            low, high = self.bounds
            failed, how = ((entries < low) | (entries > high)).any(1), f"left bounds={self.bounds}"
        if failed.any():
            raise DivergenceError(
                f"at step {t}, {int(failed.sum())} of {len(x)} samples {how}: a smaller step than "
                f"{self.step} or a clipped gradient would keep them."
            )

    def _project(self, x: Tensor) -> Tensor:
        if self.bounds is not None and self.project:
            return x.clamp(*self.bounds)
        return on_sphere(x) if self.sphere else x

    def _log_ratio(self, energy: Energy, x: Tensor, proposal: Tensor) -> Tensor:
        variance = self.deviation(0) ** 2
        forth = (proposal - self._proposal_mean(energy, x)).square().flatten(1).sum(1)
        back = (x - self._proposal_mean(energy, proposal)).square().flatten(1).sum(1)
        proposed = energy(proposal)
        ratio = (forth - back) / (2 * variance) - (proposed - energy(x)) / self.temperature()
        return torch.where(proposed == torch.inf, -torch.inf, ratio)


def _energies(energy: Energy, x: Tensor) -> Tensor:
    return check_tensor("energy()", energy(x), (len(x),))
