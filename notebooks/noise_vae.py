# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: tags,mystnb,-all
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Noise that a VAE learns
#
# FINDING
#
# A variational autoencoder {cite}`kingma2014vae` takes an image $x$ for what its decoder draws, plus noise:
#
# $$x = G(z) + \varepsilon, \qquad z \sim N(0, I), \quad \varepsilon \sim N(0, \sigma^2 I)$$
#
# Most programs never say what $\sigma$ is. A mean of squared errors beside the divergence *is* a choice of it, and of
# how much the latent may hold. *Fitting data noise in variational autoencoder* lets the data choose, and asks what
# that does to the bound on the likelihood (EVLB), to the reconstructions and to the latent:
#
# * **fixed**: a variance is given, as everybody does; the paper tries 23;
# * **Gaussian**: $\sigma^2$ is the mean squared residual of each batch, the value that maximises the likelihood;
# * **mixture**: each pixel has noise of one of $K$ variances, fitted by one step of EM per batch;
# * **network**: the decoder gives a variance for every pixel.
#
# The weight $\beta$ on the divergence {cite}`higgins2017beta` goes with all of them. For the *networks* it is nothing
# new: $\beta$ and $\sigma^2$ enter their gradient as the product $\beta \sigma^2$, the *normalised variance* (the paper's
# footnote 4; {doc}`factor_indicators` has the proof by machine). So each curve below runs over that product.

# %% tags=["parameters"]
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown, display

from replication.kit import run_experiment
from replication.kit.tables import origin, results_table, verdicts
from replication.ledger import find_record, read_arrays
from replication.noise_vae import (
    EXPERIMENT,
    chosen_settings,
    factor_pulses,
    gram_matrices,
    membership,
    residuals,
    sweeps,
    traversals,
)

pd.set_option("display.max_colwidth", None)
PLACES = (
    "Figure 6",
    "Section 3.3.1, convergence",
    "Section 5.1",
    "Section 5.1, tests of ours",
    "Section 5.1, beside RaDOGAGA's Eq. 10",
    "Section 5.2, on MNIST",
    "Appendix 7.1.1",
    "Appendix 7.3",
)
stored = find_record("noise_vae", "mnist")
if stored is None:
    print("Not run yet: rdo run noise_vae --profile reduced")
else:
    arrays = read_arrays(stored)

# %% [markdown]
# ## The two sweeps

# %% tags=["hide-input"]
if stored is not None:
    sweeps(stored)
    plt.show()

# %% [markdown]
# SWEEPS

# %% tags=["hide-input", "nbval-check-output"]
if stored is not None:
    display(chosen_settings(stored))

# %% [markdown]
# ## What the residuals look like
#
# The noise decides what is an error. Where the variance is fixed too high, strokes are left in the residual; where it is
# too low, the decoder draws what it cannot know.

# %% tags=["hide-input"]
if stored is not None:
    residuals(stored, arrays)
    plt.show()

# %% [markdown]
# A mixture has two kinds of pixels. For each the posterior over the two components says which it is:

# %% tags=["hide-input"]
if stored is not None:
    membership(arrays)
    plt.show()

# %% [markdown]
# MIXTURE
#
# ## Which factors are used
#
# The information of a factor is the mean divergence of its posterior from $q^*(z_h)$, the Gaussian of mean 0 with the
# factor's mean square as variance (Definition 3; {doc}`factor_indicators`).

# %% tags=["hide-input"]
if stored is not None:
    factor_pulses(stored, arrays)
    plt.show()

# %% [markdown]
# FACTORS

# %% tags=["hide-input"]
if stored is not None:
    for arm in ("learnt_beta8", "fixed_0_1"):
        traversals(stored, arrays, arm)
        plt.show()

# %% [markdown]
# ## The bridge to RaDOGAGA
#
# In RaDOGAGA two weights $\lambda_1$ and $\lambda_2$ say what a step in the latent is worth in the data, and its Eq. 10
# follows: the decoder's Gram matrix $J^\top J$ is a multiple of the identity. A VAE says the same with its noise. Where
# each posterior is the best Gaussian,
#
# $$\frac{1}{s_h^2} = 1 + \frac{\lVert J_h \rVert^2}{\beta \sigma^2} \qquad\text{so that}\qquad
# \frac{s_h^2 \, \lVert J_h \rVert^2}{\beta \sigma^2} = 1 - s_h^2$$
#
# to first order in the noise: one posterior's standard deviation along any used factor moves the image by one standard
# deviation of its noise, $\sqrt{\beta}\,\sigma$. And as the posterior has no correlations, the columns of $J$ have to be orthogonal.
# So $\beta\sigma^2$ stands where $1 / (2 \lambda_2)$ stands there, with the posterior's own width in place of the noise of
# one size that RaDOGAGA adds. The matrices below are $S J^\top J S / (\beta \sigma^2)$ with $S = \mathrm{diag}(s)$, a mean
# over test images, of the most used factors:

# %% tags=["hide-input"]
if stored is not None:
    gram_matrices(stored, arrays)
    plt.show()

# %% [markdown]
# BRIDGE
#
# ## The claims
#
# What the paper says of MNIST, and tests of ours.

# %% tags=["hide-input", "nbval-check-output"]
pd.concat([verdicts(place, "mnist") for place in PLACES])

# %% [markdown]
# ## A quick run
#
# The same code on scikit-learn's digits, with a quarter of the width and a few epochs, to see all parts at work.

# %% tags=["hide-input"]
outcome = run_experiment("noise_vae", profile=profile, seeds=seeds)
results_table(outcome.record, EXPERIMENT.headings)

# %% [markdown]
# ## Where this comes from

# %% tags=["hide-input", "nbval-check-output"]
if stored is not None:
    lines = [f"The {stored.profile} profile. Against what the paper prints:", ""]
    display(Markdown("\n".join(lines + [f"* {line}" for line in stored.config["deviations"]])))

# %% tags=["hide-input"]
if stored is not None:
    display(origin(stored).to_frame())
