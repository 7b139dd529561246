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
# Under RaDOGAGA's loss a small step of given length should change the image by the same amount, as the distortion
# measures it, in every direction of the latent space, as in PCA; and so the variance of a latent says how much of
# an image it accounts for. Section 5.3 of the paper shows this on faces; this page asks it with numbers, on
# Fashion-MNIST and on small pictures of those faces with five seeds, and asks what it is good for: codes. **On
# average over images it nearly holds along the nine widest latents, image by image it does not, and gradient steps
# alone do not get there.** On Fashion-MNIST 12 of 256 latents hold 95 % of the variance if training begins at
# principal components and resets the latents' scales on the way, 179 if it does not, and 229 in a beta-VAE of about
# the same SSIM, also trained without this. Over the nine of largest variance that change of the image has a
# coefficient of variation of 0.07, where the beta-VAEs have 0.27 to 0.47; one seed of five, with 0.14, misses the
# bound of 0.1 that we had set, and by it the ledger counts the claim as refuted there, while all five keep it on
# the faces. Over images the coefficient is about 1, as in the beta-VAEs; on the faces most of that is one factor
# for each image. Rounded, the latents take a fifth fewer bits than principal components at the same SSIM, but half
# as many again at the same squared error.

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
stored, faces = (find_record("latent_isometry", part) for part in ("fashion_mnist", "celeba"))
arrays, of_faces = read_arrays(stored), read_arrays(faces)
digits = isometry.some_digits()
rebuilt = isometry.rebuilt_from(digits)

# %% tags=["hide-input"]
isometry.traversals(arrays, ("radogaga", "beta_vae_equal"))
plt.show()

# %% [markdown]
# Each row moves one of the nine latents of largest variance, in short the widest, from -2 to 2 standard deviations,
# the others at their means (first seed). Its *impact*, RaDOGAGA's and then the beta-VAE's, is $1 - \mathrm{SSIM}$
# between the two ends.
#
# ## What is claimed
#
# RaDOGAGA {cite}`kato2020radogaga` rebuilds an image from its latent vector with and without noise, and pays for both
# in units of one distortion $D$:
#
# $$L = -\log p(z) + \lambda_1\, D(x, \hat x) + \lambda_2\, D(\hat x, \breve x),$$
#
# with $\hat x = g(z)$, $\breve x = g(z + \varepsilon)$ and $\varepsilon$ of mean 0 and variance $\sigma^2$ in each
# latent, here uniform, as rounding to steps of the width $\sqrt{12}\, \sigma$ would make it.
#
# At the minimum of $L$, Eqs. 10 to 12 of the paper say, a small step $\delta$ along any latent changes the decoded
# image equally, whatever the image:
#
# $$D'_i(z) = \frac{D\bigl(g(z),\, g(z + \delta e_i)\bigr)}{\delta^2} = \frac{1}{2 \lambda_2 \sigma^2} .$$
#
# Then a latent's variance is measured in units of $D$, as the variances of principal components are in those of the
# squared error. The paper shows it on CelebA {cite}`liu2015celeba`, with $D = 1 - \mathrm{SSIM}$, 256 latents and a
# factorised prior {cite}`balle2018hyperprior`, beside a beta-VAE {cite}`higgins2017beta` of the same networks: four
# convolutions with GDN {cite}`balle2016gdn` between them and two wide layers. The variances of its Figure 6 fall
# quickly, and $D'$ is the same for the first nine latents; of the beta-VAE the variances are all alike, and $D'$ is
# not. In Figure 7 every one of RaDOGAGA's nine changes the face, and some of the beta-VAE's nine change nothing. No
# number is printed but SSIM's 0.93, so the bounds by which the claims below are judged are ours, committed before
# the first record (short trials on another seed came first).
#
# ## What runs
#
# The profile `paper` has the printed networks on 64 x 64 pixels and wants a GPU. `reduced` has narrower networks on
# smaller pictures, for Fashion-MNIST {cite}`xiao2017fashion`, the faces and two sets of digits.
#
# If the encoder is followed by an invertible linear map and the decoder preceded by its inverse, no image changes.
# The loss may fall by it, but encoder, decoder and prior have to change together, which gradient steps do very
# slowly. So after a thousand steps by the squared error **RaDOGAGA begins at the principal components** of its
# codes, in units of $D$, centred, with its prior fitted to them. Training then has ten stages, and after each but
# the last every latent wider than the noise is multiplied by the scale at which the loss is least, $s_i^2 = 2
# \lambda_2 \sigma^2\, \mathrm E\, D'_i(z)$. The size of $D'$ is then right *on average over some training images*,
# by construction. From there on, through the last stage and the steps at a tenth of the rate, there are gradient
# steps alone, and nothing ever sets $D'$ for a single image. The beta-VAEs begin with the same thousand steps, and
# get nothing else of this.
#
# Beside RaDOGAGA and the printed beta-VAE these are trained:
#
# * **RaDOGAGA by gradient steps alone**: the thousand steps, but no principal components, no fitted prior and no
#   scales;
# * a beta-VAE whose $\beta$ is adjusted until its SSIM on 200 training images is RaDOGAGA's ("SSIM matched"), and
#   another with 16 latents, since the contrast may depend on spare ones. On test images the SSIM is 0.902 for
#   RaDOGAGA, and 0.911 and 0.886 for these two; at the printed $\beta$ it happens to be RaDOGAGA's, see below;
# * RaDOGAGA trained on *the rate of a code*: minus the logarithm of the probability of a bin as wide as the noise, in
#   place of that of the density. Only this loss counts bits;
# * both methods under the squared error.

# %% tags=["hide-input"]
lines = [f"The {stored.profile} profile, on Fashion-MNIST. Against what the paper prints:", ""]
display(Markdown("\n".join(lines + [f"* {line}" for line in stored.config["deviations"]])))

# %% [markdown]
# ## Is it isometric?

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.ISOMETRY)

# %% tags=["hide-input"]
unit = 1 / (2 * stored.config["lambda2"] * stored.config["sigma2"])
shown = (
    "radogaga",
    "radogaga_gradient",
    "beta_vae_equal",
    "beta_vae_few",
    "radogaga_squared",
    "beta_vae_squared",
)
isometry.component_metrics(arrays, shown, unit)
plt.show()

# %% [markdown]
# Bars are means over 200 test images, lines one standard deviation to either side, cut off at zero. Dotted is Eq.
# 11's value, the unit, which a beta-VAE does not have: of its bars only the evenness counts. All figures but that
# of the codes show the first seed.
#
# **Between components** RaDOGAGA's coefficient of variation is 0.07 (mean of the seeds; 0.03 under the squared
# error), the beta-VAEs' 0.27 to 0.47. In one seed, the one drawn, it is 0.14 because of the first component: above
# the tenth that was set as bound, so that the ledger counts the claim as refuted. The median of $D'$ is off Eq. 11
# by 0.02 to 0.15, seed by seed. By gradient steps alone $D'$ has about the right size as well, but varies by 0.22;
# whether it varies less than in the beta-VAE is undecided.
#
# **From image to image** $D'$ varies far more. Of RaDOGAGA's nine components, the mean of the coefficients is 1.1
# and the largest 1.6; the beta-VAE's largest is 1.7 with the SSIM matched and 1.1 at the printed $\beta$. Here
# RaDOGAGA is no more isometric than a beta-VAE. By component and seed, the mean of $D'$ over images is 1.2 to 2.2
# times Eq. 11's value, while the median is near it: the distribution is skewed. Under the squared error the largest
# coefficients are smaller, 0.35 in RaDOGAGA and 0.40 in the beta-VAE. We suppose that SSIM makes the difference: it
# divides by the variance of each window, so that where an image is nearly flat a small change counts for more. The
# same white noise costs 9 times as much on one of the six test images shown further down as on another, and a
# decoder would have to make up for that, image by image.
#
# As in the paper, only the length of the image's change along each of the nine widest latents is measured, not the
# orthogonality that Eq. 10 asks for as well, nor the latents narrower than the noise, which are nine in ten.
#
# ## Is the variance the importance?

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.CONCENTRATION)

# %% tags=["hide-input"]
isometry.latent_variances(arrays, shown)
plt.show()

# %% [markdown]
# In RaDOGAGA 11 to 13 of 256 latents hold 95 % of the variance; in the beta-VAE with the SSIM matched it is 228 to
# 230, and hardly less by the means of its posteriors. Among RaDOGAGA's nine widest, variance and impact have an
# absolute rank correlation of 0.97 (0.40 in the beta-VAE; chance gives 0.3), and the smallest impact is 0.47. Most
# of the beta-VAE's nine widest change nothing visible: of the 45 in five seeds, 40 stay below 0.07, which is the
# distortion that the paper's trained networks still have. Under the squared error it is the same: 9 to 11 latents
# against 224 or 225.
#
# When does the contrast hold?
#
# * **Only with latents to spare.** A beta-VAE with 16 latents has 95 % of its variance in 14 or 15, and each of its
#   nine widest changes the image. What is left is that its $D'$ varies by 0.27 and that variance and impact go
#   together less well (0.61).
# * **In part by the weight.** At the printed $\beta$, seven to ten times as large as that of the beta-VAEs above
#   and with about RaDOGAGA's SSIM on test images, the means still need 219 latents for 95 % of the variance. But
#   variance and impact then go together better (0.73), all but one of the 45 widest latents have an impact above
#   0.07, and the code takes about a third of the bits, at a lower SSIM; at the same SSIM it is about half.
# * **Not by gradient steps alone.** RaDOGAGA then needs 170 to 187 latents for 95 % of the variance, and the least
#   of its nine widest hardly changes the image. So the few latents above come with the start at principal
#   components, a prior fitted to it, and the scales; which of these does it was not asked. Without this help it is
#   179 latents against the beta-VAE's 229. A longer training (this one sees an image fewer than three times) may
#   get there unaided; the paper does not say how its own began.

# %% [markdown]
# ## What it buys: codes
#
# If a step of a given length costs the same in every latent, all can be rounded in equal steps, and the prior says
# how many bits that takes. The curves show bits per pixel (medians over the seeds) against the distortion; along a
# curve the steps grow from half to sixteen times the noise's width. A beta-VAE's latents are each rounded in steps
# of their own posterior's width and coded under $N(0, I)$. PCA is coded by how often its symbols occur among
# training images, JPEG by Pillow, without its headers.

# %% tags=["hide-input"]
coded = (
    "radogaga",
    "radogaga_gradient",
    "radogaga_bins",
    "radogaga_squared",
    "beta_vae",
    "beta_vae_equal",
    "beta_vae_few",
)
isometry.rate_curves(arrays, coded)
plt.show()

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored, isometry.CODES)

# %% [markdown]
# The loss's rate is minus the logarithm of a density, which may be negative, or a divergence; only with the rate of
# a code does it count bits. Ratios that the table does not have are read off the curves, seed by seed.
#
# Rounded in steps of the noise's width, RaDOGAGA's latents take 0.79 of the bits that PCA needs for the same SSIM
# (0.69 at twice the width, 1.01 at half of it), and 0.23 of those of JPEG, which is made for larger images. Neither
# its network nor PCA's axes are counted. At the same squared error, which PCA is made for and this network is not,
# they take 1.50 of PCA's. Trained on the squared error, the network needs 1.3 times PCA's bits for the same squared
# error in steps of the noise's width, and as many as PCA in steps three to six times as wide. To train on the rate
# of a code gains nothing here (0.89 of PCA's bits at the same SSIM, where plain RaDOGAGA takes 0.79). Short codes
# depend on the start and the scales, too: by gradient steps alone the code takes 3.2 times PCA's bits at the same
# SSIM.
#
# The beta-VAE with as many latents takes 8.6 times PCA's bits, at the printed $\beta$ 4.4 times: it is coded under
# a fixed prior, had no start at principal components, and its 128 widest latents do not yet reach the SSIM of all
# (0.84 for 0.91). With 16 latents, rounded in steps of 8 to 16 widths of its noise, it too takes fewer bits than
# PCA (0.95 to 0.88). A short code does not need an isometric latent.
#
# **A code is shorter than the loss says.** The range coder takes what an ideal code does, to 0.2 %. But for the
# network trained on the rate of a code the loss's rate is 118 bits where the code has 63. The loss moves every
# latent by noise as wide as a bin, while the code rounds it to the middle of one; all but 64 latents then cost next
# to nothing. We suppose that the latents that are narrower make the difference, for noise may carry even a constant
# latent into the next bin. Nor are the images the same: in plain RaDOGAGA, rounding raises $1 - \mathrm{SSIM}$ from
# 0.098 to 0.113.

# %% tags=["hide-input"]
isometry.reconstructions(arrays, ("radogaga", "radogaga_squared", "beta_vae_equal", "beta_vae_few"))
plt.show()

# %% [markdown]
# ## Faces
#
# On 2,200 faces, pixels averaged to 16 x 16, one sees what Figure 7 of the paper shows:

# %% tags=["hide-input"]
isometry.traversals(of_faces, ("radogaga", "beta_vae_equal"))
plt.show()

# %% tags=["full-width", "hide-input", "nbval-check-output"]
display(results_table(faces, isometry.ISOMETRY))
display(results_table(faces, isometry.CONCENTRATION))
display(results_table(faces, isometry.CODES))

# %% [markdown]
# RaDOGAGA's $D'$ varies by 0.04 over the nine widest latents, in each seed less than the tenth that was set as
# bound, and 16 latents hold 95 % of the variance, where a beta-VAE with the SSIM matched takes 233. By gradient
# steps alone it is 196 again; but here $D'$ then varies less than in the beta-VAE (0.21 against 0.38), which the
# ledger counts as holding. The median of $D'$ is off Eq. 11 by 0.10 in the mean: within the fifth that was set for
# narrow networks, not within the twentieth set for the paper's own. With 16 latents the beta-VAE does not reach
# RaDOGAGA's SSIM (0.82 for 0.85), and neither comes to the paper's 0.93. The paper's own claims stay undecided, for
# these networks are narrower, the pictures are smaller, and the paper leaves much open.
#
# **Each image has a scale of its own.** From image to image $D'$ varies by 0.95, the largest of the nine (1.1 in
# the beta-VAE), against Eq. 12. But its logarithm varies nearly alike in all nine components: 84 to 92 % of its
# variance between images is common to them. So along these directions the latent space is nearly isometric but for
# a factor of each image. That the beta-VAE has the same, 83 to 87 %, speaks for the distortion as its cause: an
# image on which any change costs more has a larger $D'$ everywhere.
#
# As a code the latents take 0.86 of PCA's bits at the same SSIM. For the network trained on the rate of a code the
# noise of the loss can be read as *dither*, a random shift known to both sides, which is added before rounding and
# taken off afterwards: a code with dither is as long as the loss's rate, to 0.3 % on average, and one without is 45 %
# shorter.

# %% tags=["hide-input"]
isometry.rate_curves(of_faces, coded)
plt.show()

# %% [markdown]
# ## SSIM does not know the sign
#
# SSIM {cite}`wang2004ssim` is a product of two factors, one with the product of two means in its numerator and one
# with a covariance. Flip the sign of one image, and both change theirs: but for two small constants
# $\mathrm{SSIM}(x, -y) = \mathrm{SSIM}(x, y)$. {doc}`ssim_quadratic` looks at the formula from close by. Below,
# sixty digits of 14 x 14 pixels are fitted with no network at all, every pixel free, by gradient steps on $1 -
# \mathrm{SSIM}$. Unbounded pixels start near zero, as far from a digit $x$ as from $-x$; those kept in $[0, 1]$ by
# a sigmoid start near one half. In the figure mid-grey is the value zero; in the table, pixels of the digit above
# 0.3 are bright.

# %% tags=["hide-input"]
isometry.negatives(digits, rebuilt)
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
isometry.negatives_table(digits, rebuilt).map("{:.3f}".format)

# %% [markdown]
# Unbounded and by $1 - \mathrm{SSIM}$ from the first step, 43 % of the bright pixels end below zero, at an SSIM of
# 0.98. So the sign can matter wherever what is fitted starts near zero and may be negative: each image, and each
# part of one, is drawn to the nearer of the two. Two things avoid it here. Pixels kept in $[0, 1]$, which also
# start near one half, have no $-x$ to go to; in the same steps they reach an SSIM of 0.995, where those that begin
# with twenty steps by the squared error reach 1.000. That error knows the sign, and puts all pixels on the right
# side. The networks of this page begin with a thousand such steps, and none of the 80 ended at negatives (eight
# kinds with five seeds on two data sets; their squared errors are at most 0.02); what they would do without was not
# tried.

# %% [markdown]
# ## The claims
#
# ```{scoreboard}
# :paper: radogaga
# :place: Section 5.3
# ```
#
# Appendix F prints the layers, and the last ones do not fit each other:
#
# ```{scoreboard}
# :paper: radogaga
# :place: Appendix F
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
for record in (stored, faces):
    display(origin(record).to_frame())
