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
# # The latent space as principal components
#
# FINDINGS

# %% tags=["parameters"]
dataset = "digits"  # or celeba, yaleb, fashion_mnist, mnist
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd
import torch
from IPython.display import Markdown, display

from rdo.datasets import find, how_to_get, load_images
from replication import latent_isometry as isometry
from replication.kit import run_experiment
from replication.kit.image_training import pooled
from replication.kit.tables import origin, results_table
from replication.ledger import find_record, read_arrays

pd.set_option("display.max_colwidth", None)
stored = find_record("latent_isometry", "fashion_mnist")
arrays = read_arrays(stored)

# %% tags=["hide-input"]
isometry.traversals(arrays, "radogaga")
plt.show()

# %% [markdown]
# ## What is claimed
#
# RaDOGAGA {cite}`kato2020radogaga` rebuilds an image from its latent vector with and without noise, and pays for both
# in units of one distortion $D$:
#
# $$L = -\log p(z) + \lambda_1\, D(x, \hat x) + \lambda_2\, D(\hat x, \breve x),
# \qquad \hat x = g(z), \quad \breve x = g(z + \varepsilon), \quad \varepsilon \sim N(0, \sigma^2 I) .$$
#
# At its least, the paper shows, the decoder spends the same on every direction of the latent space, whatever the image:
#
# $$D'_i(z) = \frac{D\bigl(g(z),\, g(z + \epsilon e_i)\bigr)}{\epsilon^2} = \frac{1}{2 \lambda_2 \sigma^2} .$$
#
# Then a latent's variance is measured in units of $D$, and says how much of an image it accounts for, as the
# variances of principal components do. The paper has this seen in faces: CelebA {cite}`liu2015celeba`, with
# $D = 1 - \mathrm{SSIM}$ {cite}`wang2004ssim`, 256 latents and a factorised prior {cite}`balle2018hyperprior`, beside
# a beta-VAE {cite}`higgins2017beta` of the same networks. The variances of its Figure 6 fall quickly, and $D'$ is the
# same for the first nine latents; of the beta-VAE the variances are all alike, and $D'$ is not. In Figure 7 every one
# of RaDOGAGA's nine changes the face, and some of the beta-VAE's nine change nothing. No number is printed but SSIM's
# 0.93, so the bounds are ours, written before any run.

# %% tags=["hide-input"]
lines = [
    f"What ran is the {stored.profile} profile, on Fashion-MNIST. Against what the paper prints:",
    "",
]
display(Markdown("\n".join(lines + [f"* {line}" for line in stored.config["deviations"]])))

# %% [markdown]
# The networks are four convolutions with GDN {cite}`balle2016gdn` between them and two wide layers, narrower than
# printed; pictures are shrunk to 14 x 14. Fashion-MNIST {cite}`xiao2017fashion` stands in for the faces, because a short
# training on it is still a training.
#
# One thing is done by formula and not by gradient. A linear map of the latent space that the decoder undoes changes no
# image, but encoder, decoder and prior must take it together, and gradient steps make such a turn very slowly. So
# RaDOGAGA begins at the principal components of the images in units of $D$, and after each stage of the training
# every latent that is wider than the noise gets the scale at which the loss is least,
# $s_i^2 = 2 \lambda_2 \sigma^2\, \mathrm E\, D'_i(z)$: the size of $D'$ is then Eq. 11's *on average over some training
# images*, by construction. The last stage and the steps at a tenth of the rate are free, and nothing sets $D'$ for a
# single image. **RaDOGAGA by gradient steps alone** is trained without all this.
#
# ## Is it isometric?

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.ISOMETRY)

# %% tags=["hide-input"]
unit = 1 / (2 * stored.config["lambda2"] * stored.config["sigma2"])
isometry.component_metrics(
    arrays, ("radogaga", "radogaga_gradient", "beta_vae_equal", "beta_vae_few"), unit
)
plt.show()

# %% [markdown]
# ## Is the variance the importance?

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.CONCENTRATION)

# %% tags=["hide-input"]
isometry.latent_variances(
    arrays, ("radogaga", "radogaga_gradient", "beta_vae_equal", "beta_vae_few")
)
plt.show()

# %% tags=["hide-input"]
isometry.traversals(arrays, "beta_vae_equal")
plt.show()

# %% [markdown]
# ## What it buys: codes

# %% tags=["hide-input"]
isometry.rate_curves(
    arrays, ("radogaga", "radogaga_bins", "radogaga_squared", "beta_vae_equal", "beta_vae_few")
)
plt.show()

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.CODES)

# %% tags=["hide-input"]
isometry.reconstructions(arrays, ("radogaga", "radogaga_squared", "beta_vae_equal"))
plt.show()

# %% [markdown]
# ## SSIM does not know a negative
#
# SSIM is a product of two factors, one with the product of the two means in its numerator and one with the covariance.
# Turn the sign of one image, and both turn theirs: but for two small constants
# $\mathrm{SSIM}(x, -y) = \mathrm{SSIM}(x, y)$. {doc}`ssim_quadratic` finds this in the formula. In training it is no
# curiosity. Here sixty digits are rebuilt with no network at all, every pixel free, by gradient steps on $1 -
# \mathrm{SSIM}$. Pixels begin near zero, from where a digit is no farther than its negative; those kept in $[0, 1]$ begin
# near one half:

# %% tags=["hide-input"]
digits = torch.from_numpy(pooled(load_images("digits").test.x[:60], 2)).double()
rebuilt = isometry.rebuilt_from(digits)
isometry.negatives(digits, rebuilt)
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
isometry.negatives_table(digits, rebuilt).map("{:.3f}".format)

# %% [markdown]
# It matters wherever a decoder's first images are near zero and its last layer may go below: then each image, and each
# part of one, is drawn to the nearer of the two. Pixels that cannot be negative avoid it, at the price of a sigmoid that
# saturates. A few steps by the squared error, which knows the sign, avoid it too, and that is how all trainings of this
# page begin.
#
# ## The claims
#
# ```{scoreboard}
# :paper: radogaga
# :place: Section 5.3
# ```
#
# ## A quick run
#
# Narrow networks for twenty steps, which show that all parts work and nothing else.

# %% tags=["hide-input"]
if find(dataset) is None:
    print(f"{dataset} is not here: {how_to_get(dataset)}")
else:
    live = run_experiment("latent_isometry", dataset=dataset, profile=profile, seeds=seeds)
    isometry.latent_variances(live.arrays, ("radogaga", "beta_vae_equal"))
    plt.show()
    display(results_table(live.record, isometry.ISOMETRY))

# %% [markdown]
# ## Where this comes from

# %% tags=["hide-input"]
origin(stored).to_frame()
