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
# A variational autoencoder {cite}`kingma2014vae` takes an image $x$ for what its decoder draws, plus noise:
#
# $$x = G(z) + \varepsilon, \qquad z \sim N(0, I), \quad \varepsilon \sim N(0, \sigma^2 I)$$
#
# Most programs never say what $\sigma$ is. *Fitting data noise in variational autoencoder* lets the data choose, and
# says that this gives a higher bound on the likelihood (its EVLB, usually called ELBO), better reconstructions, and
# factors that are better disentangled.
#
# **In these short trainings it gives the higher bound, and no other consistent gain.** The bound is compared with
# that of noise fixed at the same *normalised variance*, the variance times the weight $\beta$ on the divergence. At
# four or five of the twelve $\beta$ that variance lies within those that were fixed, and there learnt noise has the
# higher bound: in four of five seeds at every one, in the fifth at all but one. Much of that is the variance alone:
# give the fixed one, *after* its training, the variance of its own residuals, and it comes within 49 nats, where it
# had been thousands away. **Learnt noise does not rebuild better:** at $\beta = 1$ about six tenths of the fixed
# variances have the smaller squared error, and at about the same normalised variance the two errors are within a
# twentieth of each other. Which of the two has its codes nearer to the prior differs from seed to seed. **And a
# higher bound need not be a better model:** mixture noise has an EVLB 1,300 to 1,450 nats above that of Gaussian
# noise on digits, with more than six times the squared error. So far this is a short training of narrow networks;
# the paper's own takes days.

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
from replication.kit.tables import origin, results_table
from replication.ledger import find_record, read_arrays
from replication.noise_vae import (
    EXPERIMENT,
    chosen_settings,
    factor_pulses,
    gram_matrices,
    membership,
    residuals,
    sweep_curves,
    traversals,
)

pd.set_option("display.max_colwidth", None)
stored = find_record("noise_vae", "mnist")
if stored is None:
    print("Not run yet: rdo run noise_vae --profile reduced")
else:
    arrays = read_arrays(stored)

# %% tags=["hide-input"]
if stored is not None:
    sweep_curves(stored)
    plt.show()

# %% [markdown]
# ## Four kinds of noise
#
# A mean of squared errors beside the divergence *is* a choice of $\sigma$, and of how much the latent may hold. The
# choices compared here:
#
# * **fixed**: a variance is given, as everybody does; the paper tries 23;
# * **Gaussian**: $\sigma^2$ is the mean squared residual of each batch, the value that maximises the likelihood;
# * **mixture**: each pixel has noise of one of $K$ variances, fitted by one step of EM per batch;
# * **network**: the decoder gives a variance for every pixel.
#
# The weight $\beta$ on the divergence {cite}`higgins2017beta` goes with all of them. For the *networks* it is
# nothing new: $\beta$ and $\sigma^2$ enter their gradient as the product $\beta \sigma^2$, the normalised
# variance (the paper's footnote 4, tested in {doc}`factor_indicators`). So each curve above runs over that
# product.
#
# ## The two sweeps
#
# At the smallest variance EVLB is below $-8{,}000$ nats: the squared error that is left of the images is more than
# 25 times what the noise is said to be. From the curve one would conclude that a badly chosen variance ruins the
# model. The table of the ledger below has the control: with their variance fitted afterwards the same networks, at
# the same normalised variance, lie within 22 to 49 nats of those that learnt it, in the worst place. That is not
# the 10 nats that we had asked for, after a training this short. And a guess that is near does as well: fixed at
# 0.02, where $\beta = 1$ learns 0.017 to 0.019, EVLB is at most 24 nats lower, and in one seed of five a little
# higher.
#
# From two of the other panels the paper reads that learnt noise has a $q(z)$, the distribution of the codes over
# all images, nearer to the prior, and more factors of variance above 0.8, at the same normalised variance. That is
# not seen here. The two curves nearly coincide, as they should if only the product counts; but at the worst $\beta$
# the divergences differ by 18 to 43 %, by seed, where we had asked for a tenth. In two of five seeds the mean over
# the betas has $q(z)$ *further* from the prior with learnt noise, and in four it has fewer of those factors.

# %% tags=["hide-input", "nbval-check-output"]
if stored is not None:
    display(chosen_settings(stored))

# %% [markdown]
# ## What the residuals look like
#
# The noise decides what is an error. Where the variance is fixed too high, strokes are left in the residual; where
# it is too low, the decoder draws what it cannot know.

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
# Four fifths of a digit's picture are black, to the last bit. The component of small variance takes them, at the
# floor of 0.0001, where a black pixel has a log-likelihood of 3.7 nats; the other one, with a variance above a
# half, takes the ink for noise. So EVLB is 1,720 to 1,806 nats, beside 376 to 408 with Gaussian noise, and the
# squared error is more than six times as large: in four of five seeds no factor is used at all. The network's noise
# finds the black pixels too: EVLB is 1,098 to 1,291, the squared error three to five times the Gaussian's. The
# paper trains both on faces, where no pixel is so sure ({doc}`noise_vae_faces`).
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
# The paper counts factors of variance above 0.8 and takes many for a good sign. At $\beta = 8$ all 128 are such
# factors, and 2 to 8 of them have more than half a nat of information: the others are the prior's because they are
# not used. The paper finds the information spread more evenly over them with learnt noise, by $\beta = 8$, whose
# normalised variance is 0.094 there, beside noise fixed at 0.1. Here $\beta = 8$ comes to 0.26 to 0.31, so that its
# lower coefficient of variation in four of five seeds says nothing about learning; at $\beta = 4$, with 0.10 to
# 0.11, it is lower in three. The pulses above and the traversals below differ in variance too.

# %% tags=["hide-input"]
if stored is not None:
    for arm in ("learnt_beta8", "fixed_0_1"):
        traversals(stored, arrays, arm)
        plt.show()

# %% [markdown]
# ## The bridge to RaDOGAGA
#
# In RaDOGAGA the weights $\lambda_1$ and $\lambda_2$ say what a step in the latent is worth in the data, and its
# Eq. 10 follows: the decoder's Gram matrix $J^\top J$ is a multiple of the identity. A VAE says the same with its
# noise. Where each posterior is the best Gaussian,
#
# $$\frac{1}{s_h^2} = 1 + \frac{\lVert J_h \rVert^2}{\beta \sigma^2} \qquad\text{so that}\qquad
# \frac{s_h^2 \, \lVert J_h \rVert^2}{\beta \sigma^2} = 1 - s_h^2$$
#
# to first order in the noise: one posterior's standard deviation along any used factor moves the image by one
# standard deviation of its noise, $\sqrt{\beta}\,\sigma$. And as the posterior has no correlations, the columns of
# $J$ have to be orthogonal. So $\beta\sigma^2$ stands where $1 / (2 \lambda_2)$ stands there, with the posterior's
# own width in place of the noise of one size that RaDOGAGA adds. The matrices below are $S J^\top J S / (\beta
# \sigma^2)$ with $S = \mathrm{diag}(s)$, a mean over test images, of the most used factors:

# %% tags=["hide-input"]
if stored is not None:
    gram_matrices(stored, arrays)
    plt.show()

# %% [markdown]
# The diagonal is where the formula has it to within 4 to 25 % in the median, and the rest is 18 to 30 % of it: for a
# short training the relation is there, and not yet to the tenth that we had asked for. Nobody has told the decoder to
# keep distances; the noise has.
#
# ## The claims
#
# What the paper says of MNIST, and tests of ours.
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Figure 6
# ```
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Section 3.3.1, convergence
# ```
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Section 5.1
# ```
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Section 5.1, tests of ours
# ```
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Section 5.1, beside RaDOGAGA's Eq. 10
# ```
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Section 5.2, on MNIST
# ```
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Appendix 7.1.1
# ```
#
# ```{scoreboard}
# :paper: noise_vae
# :place: Appendix 7.3
# ```

# %% [markdown]
# ## A quick run
#
# The same code on scikit-learn's digits, with narrow networks and a few epochs, to see all parts at work.

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
