r"""What an isometric latent buys: images as codes of so many bits, against PCA and JPEG.

A curve has one point for each step of a quantiser: bits a pixel, 1 - SSIM and squared error, means
over test images. Lengths are those of an ideal code, :math:`-\log_2` of the probability that the
model gives to what is sent; :func:`coded_bits` asks a range coder.
"""

import io
import math

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import ndtr
from sklearn.decomposition import PCA
from torch import Tensor

from rdo.distortions import one_minus_ssim
from rdo.models import BetaVAE
from rdo.training import Ensemble
from replication.latent_isometry.measures import Latents, latents_of

__all__ = ["STEPS", "coded_bits", "jpeg_curve", "kept_curve", "learned_curve", "pca_curve"]

_Floats = npt.NDArray[np.float64]
_Images = npt.NDArray[np.float32]

STEPS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.7, 8.0, 11.0, 16.0)
"""Widths of the quantiser, in widths of the noise that the network was trained with."""

KEPT = (1, 2, 4, 8, 16, 32, 64, 128)
"""Latents that are sent, those of the largest variance; the others are left at their medians."""

_PCA_STEPS = tuple(2.0**k for k in np.arange(-7, 1.5, 0.5))  # of components of images in [0, 1]
_QUALITIES = (1, 3, 5, 8, 12, 18, 25, 35, 50, 65, 80, 90)
_LEAST = 1e-300  # probability of a bin


def learned_curve(ensemble: Ensemble, x: Tensor, train: Tensor, steps: tuple[float, ...] = STEPS
) -> _Floats:  # fmt: skip
    r"""Points of codes with all latents quantised, ``(R, T, 3)``.

    RaDOGAGA's are quantised in equal steps and coded under its prior. Those of a beta-VAE are coded
    under N(0, I), in steps that are the widths of the noise of its posteriors,
    :math:`\sqrt{12}\, s_i` with :math:`s_i^2` the mean posterior variance: its latents have no
    common scale.

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
    ensemble, x, train = ensemble.double(), x.double(), train.double()
    found, middle, width = _quantiser(ensemble, x, train)
    points = []
    for step in steps:
        sent, bits = _sent(ensemble, found.z, middle, step * width)
        points.append(_point(x, ensemble.map_rows("decode", sent), bits.mean(1)))
    return np.stack(points, axis=1)


def kept_curve(ensemble: Ensemble, x: Tensor, train: Tensor, kept: tuple[int, ...] = KEPT
) -> _Floats:  # fmt: skip
    """Points of codes in steps of the noise's width, of the widest latents alone, ``(R, T, 3)``."""
    ensemble, x, train = ensemble.double(), x.double(), train.double()
    found, middle, width = _quantiser(ensemble, x, train)
    rank = found.variance.argsort(dim=1, descending=True).argsort(dim=1)
    points = []
    for count in kept:
        stays = (rank < count)[:, None]
        sent, bits = _sent(ensemble, found.z, middle, width, stays)
        points.append(_point(x, ensemble.map_rows("decode", sent), bits.mean(1)))
    return np.stack(points, axis=1)


def coded_bits(ensemble: Ensemble, x: Tensor, train: Tensor) -> tuple[_Floats, _Floats]:
    """Bits an image that a range coder takes for the latents in steps of the noise's width.

    Returns
    -------
    tuple
        Its bits, and those of an ideal code, each ``(R,)``. The coder's model of a latent is the
        prior's probability of each of the bins up to the outermost that occur.
    """
    from constriction import stream

    ensemble, x, train = ensemble.double(), x.double(), train.double()
    found, middle, width = _quantiser(ensemble, x, train)
    sent, ideal = _sent(ensemble, found.z, middle, width)
    symbols = _numbers((sent - middle) / width[:, None]).round().astype(np.int32)
    low, high = int(symbols.min()) - 1, int(symbols.max()) + 1  # the coder needs two bins
    bins = torch.arange(low, high + 1, dtype=torch.float64, device=x.device)
    every = middle + bins[None, :, None] * width[:, None]
    probability = np.exp(-_numbers(_nats(ensemble, every, width)))  # (R, S, N)
    taken = []
    for own, p in zip(symbols, probability, strict=True):
        coder = stream.queue.RangeEncoder()
        for i in range(own.shape[1]):
            share = np.maximum(p[:, i], 1e-12)
            model = stream.model.Categorical(share / share.sum(), perfect=False)
            coder.encode(own[:, i] - low, model)
        taken.append(coder.num_bits() / len(own))
    return np.array(taken), _numbers(ideal.mean(1))


def _quantiser(ensemble: Ensemble, x: Tensor, train: Tensor) -> tuple[Latents, Tensor, Tensor]:
    """The codes of x, middles of a bin ``(R, 1, N)`` and the noise's widths ``(R, N)``."""
    found, others = latents_of(ensemble, x), latents_of(ensemble, train)
    middle = others.z.quantile(0.5, dim=1, keepdim=True)
    if isinstance(ensemble.template, BetaVAE):
        variance = others.sampled - others.variance
    else:
        variance = ensemble.buffers["sigma2"][:, None].expand_as(found.mean)
    return found, middle, (12 * variance).sqrt()


def _sent(
    ensemble: Ensemble, z: Tensor, middle: Tensor, width: Tensor, stays: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Quantised latents ``(R, n, N)``, and bits an image, ``(R, n)``."""
    sent = middle + ((z - middle) / width[:, None]).round() * width[:, None]
    bits = _nats(ensemble, sent, width) / math.log(2)
    if stays is not None:
        sent, bits = torch.where(stays, sent, middle), torch.where(stays, bits, 0)
    return sent, bits.sum(-1)


def _nats(ensemble: Ensemble, z: Tensor, width: Tensor) -> Tensor:
    """An ideal code's length for the bins about z ``(R, n, N)``, by latent."""
    if not isinstance(ensemble.template, BetaVAE):
        nats: Tensor = ensemble.map("code_lengths", z, width)
        return nats
    return torch.from_numpy(_gaussian_nats(_numbers(z), _numbers(width)[:, None], 1.0)).to(z)


def _gaussian_nats(z: _Floats, width: _Floats, deviation: _Floats | float) -> _Floats:
    """The same under a Gaussian about zero; by the tail on its own side, which keeps its digits."""
    near, far = (np.abs(z) - width / 2) / deviation, (np.abs(z) + width / 2) / deviation
    return np.asarray(-np.log(np.maximum(ndtr(-near) - ndtr(-far), _LEAST)))


def _point(x: Tensor, rebuilt: Tensor, bits: Tensor) -> _Floats:
    """Bits a pixel, 1 - SSIM and squared error, means over images, ``(R, 3)``."""
    pixels = math.prod(x.shape[-2:])
    squared = (x - rebuilt).square().flatten(1).mean(1)
    found = (bits / pixels, one_minus_ssim(x, rebuilt).mean(1), squared)
    points: _Floats = np.stack([_numbers(one) for one in found], axis=-1)
    return points


def pca_curve(x: _Images, train: _Images, most: int) -> _Floats:
    """Points of one seed by principal components, ``(T, 3)``.

    All of them are quantised alike and coded under Gaussians of the training images' variances: the
    best that a linear transform can do.

    Parameters
    ----------
    x, train
        Images, ``(n, C, H, W)``.
    most
        Components at most.
    """
    rows, fitted_to = x.reshape(len(x), -1), train.reshape(len(train), -1)
    n = min(most, *fitted_to.shape)
    pca = PCA(n, svd_solver="randomized", random_state=0).fit(fitted_to)
    z, deviation = pca.transform(rows).astype(float), np.sqrt(pca.explained_variance_)
    points = []
    for step in _PCA_STEPS:
        sent = step * np.round(z / step)
        bits = _gaussian_nats(sent, np.full(n, step), deviation).sum(1) / np.log(2)
        rebuilt = pca.inverse_transform(sent).reshape(x.shape)
        points.append(_plain_point(x, rebuilt, bits))
    return np.stack(points)


def jpeg_curve(x: _Images) -> _Floats:
    """Points of one seed by Pillow's JPEG, ``(T, 3)``, without the files' headers.

    A header says the same of every image of a set; the bits are those from the start of the scan.
    """
    from PIL import Image

    levels = np.round(255 * np.clip(x, 0, 1)).astype(np.uint8)
    points = []
    for quality in _QUALITIES:
        bits, rebuilt = [], []
        for one in levels:
            picture = Image.fromarray(one[0] if len(one) == 1 else one.transpose(1, 2, 0))
            file = io.BytesIO()
            picture.save(file, "JPEG", quality=quality, optimize=True)
            content = file.getvalue()
            bits.append(8 * (len(content) - content.index(b"\xff\xda")))
            read = np.asarray(Image.open(file), dtype=np.float32) / 255
            rebuilt.append(read[None] if read.ndim == 2 else read.transpose(2, 0, 1))
        points.append(_plain_point(x, np.stack(rebuilt), np.array(bits, dtype=float)))
    return np.stack(points)


def _plain_point(x: _Images, rebuilt: npt.NDArray[np.floating], bits: _Floats) -> _Floats:
    shown, again = (torch.from_numpy(np.asarray(one, dtype=float))[None] for one in (x, rebuilt))
    point: _Floats = _point(shown, again, torch.from_numpy(bits).mean(0, keepdim=True))[0]
    return point


def _numbers(x: Tensor) -> _Floats:
    return np.asarray(x.double().cpu().numpy())
