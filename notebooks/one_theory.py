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
# # One theory of two papers
#
# The papers of this book are about compression, sampling and anomalies. Two of them, RaDOGAGA and the supplement on
# Langevin sampling, arrive at the same equation without mention of each other. **With $h(d) = d$, a prior that
# fits, small noise and a latent as wide as the data, RaDOGAGA's loss is the supplement's, but for a factor and a
# constant, with $\lambda = 1 / \lambda_1$: what one of them notes as shrinkage is the other's step up the
# log-density. With $h(d) = \log d$ there is no shrinkage, and no such step.**
#
# On the left of the figure, the points are RaDOGAGAs that were trained, by their own loss, with linear networks on
# Gaussian data; the curve is the solution of the supplement's Eq. 7. They meet, and they end together: beyond
# $\lambda = \sigma^2 / 2$, which is $\lambda_1 \sigma^2 < 2$, neither has a stationary linear map, and training
# lets everything go to the mean. On the right, the same for data with two bumps, where no linear map would do: the
# displacement of the map that solves the sampler's equation, and half of the score. Add noise of variance $\lambda$
# to each step along it and you have a Langevin chain whose law is close to that of the data.

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication.kit.tables import origin
from replication.ledger import find_record, read_arrays
from replication.lossy_autoencoder_score import one_theory

pd.set_option("display.max_colwidth", None)
trained = find_record("analytic_h", "gaussian")
line = find_record("lossy_autoencoder_score", "mixture_1d")
if trained is None or line is None:
    print("Not run yet:\nrdo run analytic_h --dataset gaussian --profile paper")
    print("rdo run lossy_autoencoder_score --dataset mixture_1d --profile paper")
else:
    one_theory(read_arrays(trained), read_arrays(line))
    plt.show()

# %% [markdown]
# ## The derivations
#
# **A compressor.** RaDOGAGA {cite}`kato2020radogaga` pays for two things, the rate of a latent and the
# distortion of what comes back, with a weight $\lambda_1$ on the second. Its Appendix D looks at the
# smallest case, a number $x \sim N(0, \sigma^2)$, an encoder that multiplies by $a$ and a decoder that
# multiplies by $b$. The loss has a local minimum at
#
# $$ ab = \tfrac12 \left(1 + \sqrt{1 - 2 / (\lambda_1 \sigma^2)}\right) , $$
#
# a little less than 1 ({doc}`analytic_h`). So what comes back is closer to the middle than what went in.
# The paper notes that its decoder is then no inverse of its encoder.
#
# **A sampler.** The supplement on Langevin sampling asks what the best lossy autoencoder $r$ does to a
# point, where lossy means that the entropy of what comes out has a price $\lambda$. Its Proposition 2
# answers: to first order $r(x) = x + \frac{\lambda}{2} \nabla \log p(x)$, a step towards where the data
# are dense ({doc}`lossy_autoencoder_score`). Its Algorithm 1 walks along such steps to draw new data
# ({doc}`langevin_sampling`).
#
# **They have the same solution.** For a Gaussian, the supplement's Eq. 7 has the solution $r(x) = k x$ with
#
# $$ k = \tfrac12 \left(1 + \sqrt{1 - 2 \lambda / \sigma^2}\right) , $$
#
# the same root, with $\lambda = 1 / \lambda_1$. The reason is short, and reaches further than linear maps. Let the
# latent have as many dimensions as the data, and the prior fit, so that RaDOGAGA's rate is the entropy
# $h(z)$ of the latent. What comes back has the entropy $h(\hat x) = h(z) + E \log |J_g|$, with $J_g$ the
# Jacobian of the decoder. So with $h(d) = d$ and small noise
#
# $$ L = h(\hat x) + \lambda_1 E \lVert x - \hat x \rVert^2
# + E\left[\lambda_2 \sigma^2 \, \mathrm{tr}\, J_g^T J_g - \log |J_g|\right] . $$
#
# The bracket is least, at every point, where $J_g$ is a rotation over $\sqrt{2 \lambda_2 \sigma^2}$, and *any* map
# $r$ from $x$ to $\hat x$ can be had with such a decoder: let $g$ be a change of scale, and the encoder do the
# rest. What remains is the first two terms, and they are $\lambda_1$ times Proposition 1's loss, but for a
# constant. What the one paper notes in passing, $ab < 1$, is the drift that the other one samples with.
#
# ## What follows
#
# | in words | the compressor | the sampler |
# | --- | --- | --- |
# | price of entropy over price of error | $1 / \lambda_1$ | $\lambda$ |
# | what comes back | $ab\, x$ | $r(x)$ |
# | the pull towards dense regions | "shrinkage" | $\frac{\lambda}{2} \nabla \log p$ |
# | where it ends | $\lambda_1 \sigma^2 = 2$ | $\lambda = \sigma^2 / 2$ |
# | what happens beyond | $h(d) = d$ collapses | no linear map is stationary |
#
# *The residual of the ideal compressor is a score.* $\hat x - x$, divided by $1 / \lambda_1$, is half of $\nabla
# \log p$ to first order, where $h(d) = d$ and the prior fits. Of a trained network it was not accurate enough to
# sample with ({doc}`langevin_sampling`). With $h(d) = \log d$ there is no such residual: Appendix D has $ab = 1$,
# and the score is gone with the error.
#
# *A narrow direction is always lost first.* The pull is $\lambda / (2 \sigma^2)$ of the distance, strongest
# where the data vary least, and at $\sigma^2 = 2 / \lambda_1$ it wins. {doc}`unstated_choices` watches this on
# real data, direction by direction.
#
# *Neither landscape has a floor.* RaDOGAGA's loss falls without bound as $a$ tends to 0, and Proposition 1's along
# staircases ever finer. What training finds is a smooth solution near where it starts. That may be one reason why
# starting points matter in the trainings of this book.
#
# *What the theory is not.* It is one of maps, not of networks; of a latent as wide as the data; of a prior that
# fits; of $h(d) = d$; and of small noise. Where one of these fails, {doc}`jacobian_orthonormality` and
# {doc}`toy_density` show how far.

# %% tags=["hide-input"]
if trained is not None and line is not None:
    for record in (trained, line):
        display(origin(record).to_frame())
