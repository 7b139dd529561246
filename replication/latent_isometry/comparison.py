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


def bits_at(curve: _Floats, dissimilarity: float) -> float:
    """Bits a pixel at which a curve of one seed, ``(T, 3)``, has a value of 1 - SSIM.

    Between points their logarithms are interpolated; beyond the ends it is those of the end.
    """
    bits, reached, _ = curve[curve[:, 1].argsort()].T
    return float(np.exp(np.interp(dissimilarity, reached, np.log(bits.clip(1e-12)))))


def compared(
    found: Mapping[str, Mapping[str, _Floats]], arrays: Mapping[str, _Floats]
) -> dict[str, dict[str, _Floats]]:
    """Metrics of an arm that need another, by arm and name, ``(R,)`` each.

    ``ssim_gap`` is how far from its goal the SSIM of an arm is that should be as good as another.
    ``latents_share``, of that other, is how many latents hold 95 % of its variance, over as many of
    the arm with its number of latents. ``rate_over_pca`` and ``rate_over_jpeg`` are the bits a
    pixel of RaDOGAGA's code in steps of the noise's width, over those of the plain code at the same
    SSIM.

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
                share = goal["latents_95"] / found[name]["latents_95"]
                values.setdefault(arm.as_good_as, {})["latents_share"] = share
    for name in (one for one, arm in ARMS.items() if arm.method == "radogaga"):
        points = arrays[f"{name}_curve"][:, _UNIT]
        for plain in PLAIN:
            curves = arrays[f"{plain}_curve"]
            pairs = zip(points, curves, strict=True)
            ratio = [point[0] / bits_at(curve, point[1]) for point, curve in pairs]
            values.setdefault(name, {})[f"rate_over_{plain}"] = np.array(ratio)
    return values
