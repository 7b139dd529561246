r"""What an isometric latent buys: images as codes of so many bits, against PCA and JPEG.

A curve has one point for each step of a quantiser: bits a pixel, 1 - SSIM and squared error, means
over test images. Lengths are those of an ideal code, :math:`-\log_2` of the probability that the
model gives to what is sent; :func:`coded_bits` and :func:`dithered_bits` ask a range coder.
"""

import io
import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import ndtr
from sklearn.decomposition import PCA
from torch import Tensor

from rdo.distortions import one_minus_ssim
from rdo.models import BetaVAE
from rdo.training import Ensemble
from replication.kit.tensors import to_array
from replication.latent_isometry.measures import divergences, latents_of

__all__ = [
    "STEPS",
    "coded_bits",
    "dithered_bits",
    "jpeg_curve",
    "kept_curve",
    "learned_curve",
    "pca_curve",
]

_Floats = npt.NDArray[np.float64]
_Images = npt.NDArray[np.float32]

STEPS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.7, 8.0, 11.0, 16.0)
"""Widths of the quantiser, in widths of the noise that the network was trained with."""

KEPT = (1, 2, 4, 8, 16, 32, 64, 128)
"""Latents that are sent, those of the largest variance; the others are left at their medians."""

_PCA_STEPS = tuple(2.0**k for k in np.arange(-7, 1.5, 0.5))  # of components of images in [0, 1]
_QUALITIES = (1, 3, 5, 8, 12, 18, 25, 35, 50, 65, 80, 90)
_LEAST = 1e-300  # probability of a bin
_LEAST_SHARE = 1e-12  # of a bin, as the range coder has it
_MASSES = (1e-12, 1 - 1e-12)  # of a bin, for a coder of two symbols
_SAYS = 0.01  # nats of a beta-VAE's latent, below which it is not sent
_PRIOR_COUNT = 0.5  # of each symbol, beside those of the training images


class _Quantiser(NamedTuple):
    """Codes and how they are rounded."""

    z: Tensor
    """Of the test images, ``(R, n, N)``."""
    middle: Tensor
    """Of a bin, ``(R, 1, N)``: the training codes' medians."""
    width: Tensor
    """Of the noise, ``(R, N)``."""
    sent: Tensor
    """Latents that are sent, ``(R, N)``, of truth values."""
    variance: Tensor
    """Of the training codes, ``(R, N)``."""


def learned_curve(
    ensemble: Ensemble, x: Tensor, train: Tensor, steps: tuple[float, ...] = STEPS
) -> _Floats:
    r"""Points of codes with all latents quantised, ``(R, T, 3)``.

    RaDOGAGA's are quantised in equal steps and coded under its prior. Those of a beta-VAE are coded
    under N(0, I), in steps that are the widths of the noise of its posteriors,
    :math:`\sqrt{12}\, s_i` with :math:`s_i^2` the mean posterior variance, for its latents have no
    common scale; a latent of less than 0.01 nats is not sent.

    Parameters
    ----------
    ensemble
        Replicas.
    x, train
        Test images that are coded, and training images whose codes' medians are the middles of the
        quantiser's bins, ``(R, n, C, H, W)``.
    steps
        Widths relative to the noise.
    """
    ensemble, x = ensemble.double(), x.double()
    found = _quantiser(ensemble, x, train.double())
    points = []
    for step in steps:
        z, bits = _rounded(ensemble, found, step * found.width)
        points.append(_point(x, ensemble.map_rows("decode", z), bits.mean(1)))
    return np.stack(points, axis=1)


def kept_curve(
    ensemble: Ensemble, x: Tensor, train: Tensor, kept: tuple[int, ...] = KEPT
) -> _Floats:
    """Points of codes in steps of the noise's width, of the widest latents alone, ``(R, T, 3)``.

    They are the widest on the training images, by z or the posteriors' means.
    """
    ensemble, x = ensemble.double(), x.double()
    found = _quantiser(ensemble, x, train.double())
    rank = found.variance.argsort(dim=1, descending=True).argsort(dim=1)
    points = []
    for count in kept:
        few = found._replace(sent=found.sent & (rank < count))
        z, bits = _rounded(ensemble, few, found.width)
        points.append(_point(x, ensemble.map_rows("decode", z), bits.mean(1)))
    return np.stack(points, axis=1)


def coded_bits(ensemble: Ensemble, x: Tensor, train: Tensor) -> tuple[_Floats, _Floats]:
    """Bits an image that a range coder takes for the latents in steps of the noise's width.

    Returns
    -------
    tuple
        Its bits, and those of an ideal code, each ``(R,)``. The coder has the model's probability
        of each bin of a latent that occurs, and of one symbol for all others.
    """
    from constriction import stream

    ensemble, x = ensemble.double(), x.double()
    found = _quantiser(ensemble, x, train.double())
    z, ideal = _rounded(ensemble, found, found.width)
    numbers = to_array((z - found.middle) / found.width[:, None]).round()
    masses = np.exp(-to_array(_nats(ensemble, z, found.width)))
    taken = []
    for own, mass, sent in zip(numbers, masses, to_array(found.sent), strict=True):
        coder = stream.queue.RangeEncoder()
        for i in np.flatnonzero(sent):
            _, first, symbols = np.unique(own[:, i], return_index=True, return_inverse=True)
            known = mass[first, i]
            share = np.maximum([*known, 1 - known.sum()], _LEAST_SHARE)
            model = stream.model.Categorical(share / share.sum(), perfect=False)
            coder.encode(symbols.astype(np.int32), model)
        taken.append(coder.num_bits() / len(own))
    return np.array(taken), to_array(ideal.mean(1))


def dithered_bits(ensemble: Ensemble, x: Tensor) -> _Floats:
    r"""Bits an image that a range coder takes for RaDOGAGA's latents with dither, ``(R,)``.

    Bins of the noise's width w are moved for every image and latent by a draw u that sender and
    receiver share, and the number k of the bin is coded:

    .. math:: k = \operatorname{round}((z - u) / w), \qquad \tilde z = w k + u

    :math:`\tilde z - z` is uniform, like the training noise, so the expected length is the rate in
    the loss of :attr:`Arm.bins`. The coder has the model's probability of each bin that
    is sent, and of one symbol for all others; its length is that of a code with all bins.
    """
    from constriction import stream

    ensemble = ensemble.double()
    z = latents_of(ensemble, x.double()).z
    width = (12 * ensemble.buffers["sigma2"]).sqrt()[:, None].expand(len(z), z.shape[-1])
    draws = torch.rand(z.shape[1:], generator=torch.Generator().manual_seed(1), dtype=z.dtype)
    moved = draws.to(z.device) * width[:, None]
    sent = ((z - moved) / width[:, None]).round() * width[:, None] + moved
    masses = np.exp(-to_array(ensemble.map("code_lengths", sent, width)))
    family = stream.model.Bernoulli(perfect=False)
    taken = []
    for mass in masses:
        coder = stream.queue.RangeEncoder()
        coder.encode(np.ones(mass.size, dtype=np.int32), family, mass.ravel().clip(*_MASSES))
        taken.append(coder.num_bits() / len(mass))
    return np.array(taken)


def _quantiser(ensemble: Ensemble, x: Tensor, train: Tensor) -> _Quantiser:
    """How the codes of x are rounded, from those of training images."""
    z, others = latents_of(ensemble, x).z, latents_of(ensemble, train)
    middle = others.z.quantile(0.5, dim=1, keepdim=True)
    sent = torch.ones_like(others.variance, dtype=torch.bool)
    if isinstance(ensemble.template, BetaVAE):
        sent = divergences(ensemble, train).mean(1) >= _SAYS
        noise = others.sampled - others.variance
    else:
        noise = ensemble.buffers["sigma2"][:, None].expand_as(others.variance)
    return _Quantiser(z, middle, (12 * noise).sqrt(), sent, others.variance)


def _rounded(ensemble: Ensemble, found: _Quantiser, width: Tensor) -> tuple[Tensor, Tensor]:
    """Quantised latents ``(R, n, N)``, and bits an image, ``(R, n)``."""
    index = ((found.z - found.middle) / width[:, None]).round()
    z = found.middle + index * width[:, None]
    bits = _nats(ensemble, z, width) / math.log(2)
    sent = found.sent[:, None]
    return torch.where(sent, z, found.middle), torch.where(sent, bits, 0).sum(-1)


def _nats(ensemble: Ensemble, z: Tensor, width: Tensor) -> Tensor:
    """An ideal code's length for the bins about z ``(R, n, N)``, by latent."""
    if isinstance(ensemble.template, BetaVAE):
        gaussian = _gaussian_nats(to_array(z), to_array(width)[:, None], 1.0)
        return torch.from_numpy(gaussian).to(z)
    nats: Tensor = ensemble.map("code_lengths", z, width)
    return nats


def _gaussian_nats(z: _Floats, width: _Floats, deviation: float) -> _Floats:
    """The same under a Gaussian about zero; by the tail on its own side, which keeps its digits."""
    near, far = (np.abs(z) - width / 2) / deviation, (np.abs(z) + width / 2) / deviation
    return np.asarray(-np.log(np.maximum(ndtr(-near) - ndtr(-far), _LEAST)))


def _point(x: Tensor, rebuilt: Tensor, bits: Tensor) -> _Floats:
    """Bits a pixel, 1 - SSIM and squared error, means over images, ``(R, 3)``.

    Rebuilt pixels are cut to [0, 1], as anybody would who looks at them.
    """
    pixels = math.prod(x.shape[-2:])
    rebuilt = rebuilt.clamp(0, 1)
    squared = (x - rebuilt).square().flatten(1).mean(1)
    found = (bits / pixels, one_minus_ssim(x, rebuilt).mean(1), squared)
    points: _Floats = np.stack([to_array(one) for one in found], axis=-1)
    return points


def pca_curve(x: _Images, train: _Images, most: int) -> _Floats:
    """Points of one seed by principal components, ``(T, 3)``, the mean image first.

    All of them are quantised in equal steps, and each is coded by how often its symbols occur among
    the training images, plus a half; what lies beyond these gets the outermost symbol.

    Parameters
    ----------
    x, train
        Images, ``(n, C, H, W)``.
    most
        Components at most.
    """
    rows, fitted_to = x.reshape(len(x), -1), train.reshape(len(train), -1)
    pca = PCA(min(most, *fitted_to.shape), svd_solver="randomized", random_state=0).fit(fitted_to)
    z, known = (pca.transform(one).astype(float) for one in (rows, fitted_to))
    points = [_mean_point(x, train)]
    for step in _PCA_STEPS:
        seen = np.round(known / step).astype(int)
        symbols = np.round(z / step).astype(int).clip(seen.min(0), seen.max(0))
        bits = sum(_counted_bits(symbols[:, i], seen[:, i]) for i in range(z.shape[1]))
        rebuilt = pca.inverse_transform(step * symbols).reshape(x.shape)
        points.append(_plain_point(x, rebuilt, np.asarray(bits)))
    return np.stack(points)


def _counted_bits(symbols: npt.NDArray[np.int64], seen: npt.NDArray[np.int64]) -> _Floats:
    """Bits of each symbol by how often it was seen."""
    low = seen.min()
    counts = np.bincount(seen - low) + _PRIOR_COUNT
    return np.asarray(-np.log2(counts[symbols - low] / counts.sum()))


def jpeg_curve(x: _Images, train: _Images) -> _Floats:
    """Points of one seed by Pillow's JPEG, ``(T, 3)``, the mean image first.

    Colours are not made coarser. All files have the same tables, and their headers say the same:
    the bits are those of the scan alone. Images smaller than JPEG is made for are padded to blocks
    of 8 x 8, which costs it some.
    """
    from PIL import Image

    levels = np.round(255 * np.clip(x, 0, 1)).astype(np.uint8)
    points = [_mean_point(x, train)]
    for quality in _QUALITIES:
        bits, rebuilt = [], []
        for one in levels:
            picture = Image.fromarray(one[0] if len(one) == 1 else one.transpose(1, 2, 0))
            file = io.BytesIO()
            picture.save(file, "JPEG", quality=quality, subsampling=0)
            bits.append(8 * _scan_bytes(file.getvalue()))
            read = np.asarray(Image.open(file), dtype=np.float32) / 255
            rebuilt.append(read[None] if read.ndim == 2 else read.transpose(2, 0, 1))
        points.append(_plain_point(x, np.stack(rebuilt), np.array(bits, dtype=float)))
    return np.stack(points)


def _scan_bytes(content: bytes) -> int:
    """Length of what follows a JPEG file's last header, without the mark at its end."""
    start = content.index(b"\xff\xda") + 2
    header = int.from_bytes(content[start : start + 2], "big")
    return len(content) - start - header - 2


def _mean_point(x: _Images, train: _Images) -> _Floats:
    """The mean of the training images in place of each, for no bits."""
    return _plain_point(x, np.broadcast_to(train.mean(0), x.shape), np.zeros(len(x)))


def _plain_point(x: _Images, rebuilt: npt.NDArray[np.floating], bits: _Floats) -> _Floats:
    shown, again = (torch.from_numpy(np.asarray(one, dtype=float))[None] for one in (x, rebuilt))
    point: _Floats = _point(shown, again, torch.from_numpy(bits).mean(0, keepdim=True))[0]
    return point
