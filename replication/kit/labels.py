"""How pages name what records hold."""

from rdo.evaluation import PROTOCOLS
from replication.kit.anomaly.settings import METHODS, TRAINED_CONTROLS
from replication.protocols.run import DETECTORS, arm_name

__all__ = ["LABELS"]

_WAYS = {
    "printed": "as printed",
    "gauge": "gauge fixed",
    "fast": "fast, gauge fixed",
    "light": "fast, gauge fixed, \N{GREEK SMALL LETTER LAMDA}\N{SUBSCRIPT ONE} / 100",
    "refixed": "fast, gauge fixed twice",
    "cold": "fast, Glorot's start",
    "steady": "fast, gauge fixed, no drop of the rate",
    "stiff": "fast, gauge fixed, 100 \N{GREEK SMALL LETTER LAMDA}\N{SUBSCRIPT TWO}",
}
_METHODS = {
    "random": "random scores",
    "pca": "PCA",
    "isolation_forest": "Isolation Forest",
    "gaussian_mixture": "Gaussian mixture",
    "untrained": "untrained network",
    "pca_em": "PCA + EM mixture",
    "random_em": "random projection + EM mixture",
    "untrained_em": "untrained network + EM mixture",
    "autoencoder_em": "plain autoencoder + EM mixture",
    **TRAINED_CONTROLS,
    "beta_vae": "beta-VAE",
    **METHODS,
    "radogaga_d_glorot": "RaDOGAGA(d), Glorot's start",
    "radogaga_log_glorot": "RaDOGAGA(log d), Glorot's start",
    "radogaga_light": "RaDOGAGA(d), \N{GREEK SMALL LETTER LAMDA}\N{SUBSCRIPT ONE} / 100",
    "h_d": "h(d) = d",
    "h_d_printed": "h(d) = d, as printed",
    "h_d_glorot": "h(d) = d, Glorot's start",
    "h_log": "h(d) = log d",
    "h_log_printed": "h(d) = log d, as printed",
    "h_log_glorot": "h(d) = log d, Glorot's start",
    "straight": "straight encoder",
    "exact": "best exact encoder",
    "form": "quadratic form",
    "form_printed": "quadratic form, N the width",
    "m": "M",
    "m_printed": "M, N the width",
    "v": "V",
    "v_printed": "V, N the width",
    "l": "L, transposed",
    "l_printed": "L",
    "stabilised": "form with SSIM's constants",
    "picture": "form of a whole picture",
    "linear": "linear maps",
    "stationary": "solution of Eq. 7",
    "ripple": "with a ripple",
    "staircase": "with a staircase",
    "bent": "a map that solves nothing",
    "constructed": "exact solutions",
    "trained": "trained smooth maps",
    "start": "start, gauge fixed",
    "wide_d": "factorised prior, six latents, h(d) = d",
    "wide_log": "factorised prior, six latents, h(d) = log d",
    "factorised_d": "factorised prior, h(d) = d",
    "factorised_log": "factorised prior, h(d) = log d",
    "gaussian_d": "one Gaussian, h(d) = d",
    "gaussian_log": "one Gaussian, h(d) = log d",
    "isometry": "best isometry",
    "ebae": "EBAE",
    "latent_chain": "No. 1 less No. 2: a latent chain",
    "ten_over_none": "No. 4 less No. 2: ten steps, no replay",
    "fifty_over_ten": "No. 5 less No. 4: fifty steps, no replay",
    "memory": "No. 1 less No. 5: replay for forty steps",
    "longer_with_memory": "No. 3 less No. 1: fifty steps, with replay",
    "sphere": "No. 1 less No. 6: the sphere",
    "denoising": "denoising autoencoder",
    "vae": "VAE",
    "wasserstein": "WAE-MMD",
    "lossy": "exact lossy autoencoder",
    "langevin": "first order of Proposition 2",
    "denoiser": "best denoiser, half the noise",
    "denoiser_same": "best denoiser, the same noise",
    "denoiser_trained": "trained denoiser, half the noise",
    "langevin_printed": "first order, noise as printed",
    "random_points": "Gaussian noise",
    "random_points_standardised": "Gaussian noise, pixels standardised",
    "walks": "many short walks",
    "walks_denoising": "many short walks, denoising autoencoder",
    "chain": "one long walk",
    "yardsticks": "without a walk",
    "teacher": "classifier",
    "student_synthetic": "student of synthetic pairs",
    "student_noise": "student of labelled noise",
    "student_real": "student of real images",
    "tanh_teacher": "classifier, tanh",
    "tanh_synthetic": "student of synthetic pairs, tanh",
    "tanh_noise": "student of labelled noise, tanh",
    "tanh_real": "student of real images, tanh",
}
LABELS = (
    _METHODS
    | {
        f"{way}_{h}": f"{_METHODS[f'h_{h}']}, {label}"
        for way, label in _WAYS.items()
        for h in ("d", "log")
    }
    | {
        arm_name(detector, name): f"{_METHODS[detector]}, {protocol.label}"
        for name, protocol in PROTOCOLS.items()
        for detector in DETECTORS
    }
)
"""Arms of a record as pages name them, controls first."""
