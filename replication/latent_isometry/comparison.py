"""What two arms, or an arm and a plain code, say together."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from replication.latent_isometry.coding import STEPS
from replication.latent_isometry.config import ARMS

__all__ = ["PLAIN", "bits_at", "compared"]

_Floats = npt.NDArray[np.float64]

PLAIN = ("pca", "jpeg")
"""Codes that need no network."""

_UNIT = STEPS.index(1.0)
_LEAST = 1e-3  # bits a pixel, added to both sides of a ratio


def bits_at(curve: _Floats, dissimilarity: float) -> float:
    """Bits a pixel at which a curve of one seed, ``(T, 3)``, has a value of 1 - SSIM.

    Of the points only those count of which none with fewer bits is better; between them the
    logarithms of bits are interpolated, each with a thousandth of a bit added. Curves begin with
    the mean image, which costs nothing, and what is better than their last point gets its bits.
    """
    bits, reached, _ = curve[curve[:, 0].argsort()].T
    counts = np.diff(np.minimum.accumulate(reached), prepend=np.inf) < 0
    logarithms = np.log(bits[counts] + _LEAST)
    logarithm = np.interp(dissimilarity, reached[counts][::-1], logarithms[::-1])
    return float(np.exp(logarithm) - _LEAST)


def compared(
    found: Mapping[str, Mapping[str, _Floats]], arrays: Mapping[str, _Floats]
) -> dict[str, dict[str, _Floats]]:
    """Metrics of an arm that need another, by arm and name, ``(R,)`` each.

    ``ssim_gap``, of a beta-VAE that was brought to RaDOGAGA's SSIM, is the distance of the two.
    ``latents_share``, of RaDOGAGA, is the number of latents that hold 95 % of the variance of z,
    over that of the beta-VAE with as many latents and equal SSIM, by the means of its posteriors.
    ``rate_over_pca`` and ``rate_over_jpeg`` are the bits a pixel of RaDOGAGA's code, with latents
    rounded in steps of the noise's width, over those of PCA or JPEG at the same SSIM; a thousandth
    of a bit is added to both, so that a network that says nothing has 1.

    Parameters
    ----------
    found
        Metrics by arm.
    arrays
        Curves, ``(R, T, 3)``, as :func:`replication.latent_isometry.run.run` keeps them.
    """
    values: dict[str, dict[str, _Floats]] = {}
    for name, arm in ARMS.items():
        if arm.as_good_as:
            goal = found[arm.as_good_as]
            values[name] = {"ssim_gap": np.abs(found[name]["ssim"] - goal["ssim"])}
            if not arm.few_latents:
                share = goal["latents_95_means"] / found[name]["latents_95_means"]
                values.setdefault(arm.as_good_as, {})["latents_share"] = share
    for name in (one for one, arm in ARMS.items() if arm.method == "radogaga"):
        points = arrays[f"{name}_curve"][:, _UNIT]
        for plain in PLAIN:
            curves = arrays[f"{plain}_curve"]
            pairs = zip(points, curves, strict=True)
            ratio = [
                (point[0] + _LEAST) / (bits_at(curve, point[1]) + _LEAST) for point, curve in pairs
            ]
            values.setdefault(name, {})[f"rate_over_{plain}"] = np.array(ratio)
    return values
