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
# Under RaDOGAGA's loss every direction of the latent space is to cost the decoder the same, as in PCA, and so the
# variance of a latent says how much of an image it accounts for. Section 5.3 of the paper shows this on faces; this page
# asks it with numbers, on Fashion-MNIST with five seeds, and asks what it is good for: codes.
# **On average over images it holds, image by image it does not.** Of 256 latents 12 hold 95 % of the variance, where a
# beta-VAE of equal SSIM spreads it over 229, and along the nine widest the decoder's metric varies by 7 %. But it varies
# from image to image by more than its own size, as in the beta-VAE. And gradient steps alone did not find it: they left
# 179 latents in use. Its code takes a fifth fewer bits than PCA's.

# %% tags=["parameters"]
dataset = "digits"  # or celeba, yaleb, fashion_mnist, mnist
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown, display

from replication import latent_isometry as isometry
from replication.kit import run_experiment
from replication.kit.tables import origin, results_table
from replication.ledger import find_record, read_arrays

pd.set_option("display.max_colwidth", None)
stored = find_record("latent_isometry", "fashion_mnist")
arrays = read_arrays(stored)
digits = isometry.some_digits()
rebuilt = isometry.rebuilt_from(digits)

# %% tags=["hide-input"]
isometry.traversals(arrays, ("radogaga", "beta_vae_equal"))
plt.show()

# %% [markdown]
# ## What is claimed
#
# RaDOGAGA {cite}`kato2020radogaga` rebuilds an image from its latent vector with and without noise, and pays for both
# in units of one distortion $D$:
#
# $$L = -\log p(z) + \lambda_1\, D(x, \hat x) + \lambda_2\, D(\hat x, \breve x),$$
#
# with $\hat x = g(z)$, $\breve x = g(z + \varepsilon)$ and $\varepsilon \sim N(0, \sigma^2 I)$.
#
# At its least, the paper shows, the decoder spends the same on every direction of the latent space, whatever the image:
#
# $$D'_i(z) = \frac{D\bigl(g(z),\, g(z + \epsilon e_i)\bigr)}{\epsilon^2} = \frac{1}{2 \lambda_2 \sigma^2} .$$
#
# Then a latent's variance is measured in units of $D$, as the variances of principal components are in those of the
# squared error. The paper shows it on CelebA {cite}`liu2015celeba`, with
# $D = 1 - \mathrm{SSIM}$, 256 latents and a factorised prior {cite}`balle2018hyperprior`, beside a beta-VAE
# {cite}`higgins2017beta` of the same networks: four convolutions with GDN {cite}`balle2016gdn` between them and two wide
# layers. The variances of its Figure 6 fall quickly, and $D'$ is the
# same for the first nine latents; of the beta-VAE the variances are all alike, and $D'$ is not. In Figure 7 every one
# of RaDOGAGA's nine changes the face, and some of the beta-VAE's nine change nothing. No number is printed but SSIM's
# 0.93, so the bounds are ours, written before any run.
#
# ## What runs
#
# The profile `paper` has the printed networks on 64 x 64 pixels and wants a GPU. `reduced` has narrower networks on smaller
# pictures, for Fashion-MNIST {cite}`xiao2017fashion`, the faces and two sets of digits. Beside RaDOGAGA and the
# printed beta-VAE it trains
#
# * a beta-VAE brought to RaDOGAGA's SSIM, and one with 16 latents, for whether latents differ depends on how many are spare;
# * RaDOGAGA with the rate of a code, which the lengths of codes are compared with;
# * both methods under the squared error;
# * **RaDOGAGA by gradient steps alone.** A linear map of the latent space that the decoder undoes changes no image, but
#   encoder, decoder and prior must take it together, and gradient steps make such a turn very slowly. So RaDOGAGA
#   begins at the principal components of the images in units of $D$, and after each stage of the training every latent
#   wider than the noise gets the scale at which the loss is least, $s_i^2 = 2 \lambda_2 \sigma^2\, \mathrm E\, D'_i(z)$:
#   the size of $D'$ is then right *on average over some training images*, by construction. The last stage and the
#   steps at a tenth of the rate are free, and nothing sets $D'$ for a single image. This arm goes without all that.


# %% tags=["hide-input"]
lines = [f"The {stored.profile} profile, on Fashion-MNIST. Against what the paper prints:", ""]
display(Markdown("\n".join(lines + [f"* {line}" for line in stored.config["deviations"]])))

# %% [markdown]
# ## Is it isometric?

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.ISOMETRY)

# %% tags=["hide-input"]
unit = 1 / (2 * stored.config["lambda2"] * stored.config["sigma2"])
shown = ("radogaga", "radogaga_gradient", "beta_vae_equal", "beta_vae_few")
isometry.component_metrics(arrays, shown, unit)
plt.show()

# %% [markdown]
# Bars are means over 200 test images, lines their standard deviations, in units of Eq. 11's value. RaDOGAGA's bars are of
# nearly equal height: their coefficient of variation is 0.07 in the mean over the seeds, and 0.03 under the squared error. In one of
# five seeds it is 0.14, above the tenth that we had set as bound, so that the ledger counts the claim as refuted.
# The beta-VAEs have 0.27 to 0.47. The median of $D'$ is near to Eq. 11, with an error of 0.02 to 0.15.
#
# **From image to image** $D'$ varies. Of the nine components the largest coefficient of variation is 1.6, and the beta-VAE's at
# equal SSIM is 1.7: here RaDOGAGA is no more isometric than a beta-VAE. A few images have a large $D'$, which is why the bars stand at
# one and a half and higher while the median is near one. Under the squared error it is 0.35. We suppose that
# this comes from SSIM: it divides by the variance of each window, so that where an image is nearly flat a small change
# counts for more. The same white noise costs 9 times as much on one of the six test images shown further down as on another, and a decoder
# would have to make up for that, image by image.
#
# **By gradient steps alone** $D'$ gets the right size and not the equal heights: the variation is 0.22, of which the comparison with
# the beta-VAE is undecided.
#
# ## Is the variance the importance?

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.CONCENTRATION)

# %% tags=["hide-input"]
isometry.latent_variances(arrays, shown)
plt.show()

# %% [markdown]
# In RaDOGAGA 11 to 13 of 256 latents hold 95 % of the variance; in the beta-VAE of equal SSIM it is 228 to 230, and hardly less by the
# means of its posteriors. The variance of RaDOGAGA's first nine ranks them by what they do to the image, with a rank correlation of
# 0.97 (0.40 in the beta-VAE), and the least of them still changes it, with an impact of 0.47. None of the beta-VAE's nine widest
# does (above, right): each of its many latents does a little.
#
# When does the contrast hold?
#
# * **Only with latents to spare.** A beta-VAE with 16 latents has 95 % of its variance in 14 or 15, and each of its nine
#   widest changes the image. What is left is that its $D'$ varies by 0.27 and that variance and impact rank
#   differently (0.61).
# * **Not by the weight.** At the printed $\beta$, ten times as large and of the same SSIM on test images, 219 means hold
#   95 % of the variance.
# * **Not by gradient steps alone.** RaDOGAGA then uses 170 to 187 latents, the least of its nine widest hardly changes the
#   image, and what is above in the first panel is the work of the turn to principal components and of the scales. Whether a
#   longer training finds them unaided is open; the paper does not say how its own began.

# %% [markdown]
# ## What it buys: codes
#
# If every latent has the same worth by its length, all may be rounded in equal steps, and the prior says how many bits
# each takes. Bits a pixel, medians over the seeds, against what is lost, as the steps of rounding grow; PCA is coded by how often its symbols occur among training images, JPEG by Pillow, without
# its headers.

# %% tags=["hide-input"]
coded = ("radogaga", "radogaga_bins", "radogaga_squared", "beta_vae_equal", "beta_vae_few")
isometry.rate_curves(arrays, coded)
plt.show()

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.CODES)

# %% [markdown]
# Rounded in steps of the noise's width, RaDOGAGA's latents take 0.79 of the bits that PCA needs for the same SSIM, and
# 0.23 of those of JPEG, which is made for larger images. Neither its network nor PCA's axes are counted. To train on the rate of a code gains nothing here (0.89). Trained on the squared error it
# needs a fifth more bits than PCA for its SSIM. The beta-VAE with as many latents is far from all of them: its latents have
# no common scale, each is rounded in units of its own noise, and hardly one can be left out.
#
# **A code is shorter than the loss says.** The range coder takes what an ideal code does, to 0.2 %. But the rate of the loss is
# 46 % off it: 118 bits where the code has 63. The loss moves every latent by noise of the width of a bin,
# and then even a latent that never changes may fall into a neighbouring bin and costs something; rounded to the middle of
# its own it is free. Most latents are of this kind.

# %% tags=["hide-input"]
isometry.reconstructions(arrays, ("radogaga", "radogaga_squared", "beta_vae_equal", "beta_vae_few"))
plt.show()

# %% [markdown]
# ## SSIM does not know the sign
#
# SSIM {cite}`wang2004ssim` is a product of two factors, one with the product of two means in its numerator and one with
# a covariance. Turn the sign of one image, and both change theirs: but for two small constants
# $\mathrm{SSIM}(x, -y) = \mathrm{SSIM}(x, y)$. {doc}`ssim_quadratic` looks at the formula from close by. Below, sixty
# digits of 14 x 14 pixels are fitted with no network at all, every pixel free, by gradient steps on $1 - \mathrm{SSIM}$. Pixels begin near zero, from where a digit $x$ is no farther than $-x$; those kept in $[0, 1]$
# begin near one half. Mid-grey is zero, and pixels above 0.3 are bright.

# %% tags=["hide-input"]
isometry.negatives(digits, rebuilt)
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
isometry.negatives_table(digits, rebuilt).map("{:.3f}".format)

# %% [markdown]
# Fitted by $1 - \mathrm{SSIM}$ alone, 43 % of the bright pixels end below zero, at an SSIM of 0.98. It matters where what is fitted begins near zero and may go below: then each image, and each part of one, is
# drawn to the nearer of the two.
# Two things avoid it here. Pixels that cannot be negative have no $-x$ to go to, at the price
# of a sigmoid that is flat at black and white. Twenty steps by the squared error, which knows the sign, put all pixels on
# the right side. The networks of this page begin with a thousand such steps, and none of their 40 trainings ended at
# negatives.

# %% [markdown]
# ## The claims
#
# ```{scoreboard}
# :paper: radogaga
# :place: Section 5.3
# ```
#
# ## A quick run
#
# Narrow networks for twenty steps, which show that all parts work and nothing else:

# %% tags=["hide-input"]
live = run_experiment("latent_isometry", dataset=dataset, profile=profile, seeds=seeds)
results_table(live.record, isometry.ISOMETRY)

# %% tags=["hide-input"]
isometry.latent_variances(live.arrays, ("radogaga", "beta_vae_equal"))
plt.show()

# %% [markdown]
# And how long their codes are, in bits a pixel, beside what is lost by them; PCA and JPEG need no training.

# %% tags=["hide-input"]
isometry.rate_curves(live.arrays, ("radogaga", "radogaga_bins", "beta_vae_equal"))
plt.show()

# %% [markdown]
# ## Where this comes from

# %% tags=["hide-input"]
origin(stored or live.record).to_frame()
