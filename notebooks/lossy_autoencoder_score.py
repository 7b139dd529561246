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
# # Langevin supplement, Propositions 1 and 2: where a lossy autoencoder moves a point
#
# The paper on Langevin sampling with autoencoders walks through pictures by feeding an autoencoder its own
# output. Why should that lead anywhere? Its supplement answers with a theorem. Let an autoencoder
# $r$ be any smooth one-to-one map, punish it for the squared error and, with a weight $\lambda$, for
# the entropy of what it gives back:
#
# $$L_\lambda(r) = E_{x \sim p}\left[\lVert x - r(x) \rVert^2 + \lambda \log |J_r(x)|\right].$$
#
# Then, says Proposition 2, the best $r$ moves every point up the log-density of the data,
#
# $$r(x) = x + \frac{\lambda}{2} \nabla \log p(x) + o(\lambda),$$
#
# and feeding it its own output is the drift of a Langevin chain. Denoising autoencoders do the same
# {cite}`alain2014regularized`; here no noise enters. The supplement gives a proof and no experiment, so we solve,
# construct and train such maps.
#
# **The formula holds for the smooth map at which the loss is stationary:** in four settings its error falls like
# $\lambda$ to a power of 0.99 to 1.04, where 1 is expected. **But no map is best:** a staircase that is fine enough
# and steep enough lowers the loss without end, so that the stationary map is a saddle. Among maps that are smooth
# on the scale of $\sqrt{\lambda}$ it is a minimum, in the families that we tried.
#
# Below, a mixture of two Gaussians on the line: how far the map moves a point, and what is left of that, over
# $\lambda$, when half the score is taken off.

# %% tags=["parameters"]
profile = "smoke"  # or reduced, paper

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), profile=str)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication.kit import run_experiment
from replication.kit.tables import errata, origin, results_table, verdicts
from replication.ledger import find_record, read_arrays
from replication.lossy_autoencoder_score import (
    EXPERIMENT,
    displacements,
    errors,
    falling_loss,
    fields,
)

pd.set_option("display.max_colwidth", None)

# %% tags=["hide-input"]
parts, headings = EXPERIMENT.parts, EXPERIMENT.headings
live = {part: run_experiment(EXPERIMENT.name, dataset=part, profile=profile) for part in parts}
stored = {part: find_record(EXPERIMENT.name, part) for part in parts}
missing = [part for part, record in stored.items() if record is None]
if missing:
    print("Not run yet, a quick run is shown instead:")
    print(
        *(f"rdo run lossy_autoencoder_score --dataset {part} --profile paper" for part in missing)
    )
records = {part: record or live[part].record for part, record in stored.items()}
line, plane = (
    live[part].arrays if stored[part] is None else read_arrays(stored[part])
    for part in ("mixture_1d", "mixture_2d")
)

# %% tags=["hide-input"]
displacements(line)
plt.show()

# %% [markdown]
# ## Eq. 7, said shorter
#
# Setting the first variation of the loss to zero gives the supplement's Eq. 7: with $J = J_r(x)$,
#
# $$r_i(x) - x_i = \frac{\lambda}{2} \Big(\sum_j \partial_j \log p \; (J^{-1})_{ji}
# - \sum_j \big[J^{-1} (\partial_j J) J^{-1}\big]_{ji}\Big).$$
#
# It looks worse than it is. The second sum is $\sum_j (J^{-1})_{ji}\, \partial_j \log |J|$, so the whole bracket
# is the gradient of $\log p(x) - \log |J|$, taken not in $x$ but in $y = r(x)$. And
# $\log p(x) - \log |J|$ is nothing but $\log q(y)$, the log-density of what comes out:
#
# $$r(x) - x = \frac{\lambda}{2}\, \nabla \log q(y), \qquad y = r(x), \quad y \sim q .$$
#
# **The displacement is half of $\lambda$ times a score, exactly, for every $\lambda$**: the score of the
# output, at the output. Proposition 2 is what remains when $\lambda$ is small and $q$ close to $p$. Three
# things can be read off, none of which the supplement mentions.
#
# - *Exact solutions, in any dimension.* Choose $q$, put $x = y - \frac{\lambda}{2} \nabla \log q(y)$, and
#   let $p$ be the density of that $x$. The inverse of the map from $y$ to $x$ solves Eq. 7 for $p$.
# - *Every solution is the gradient of a function*, for its inverse is one.
# - *It sharpens.* The inverse, $y \mapsto y - \frac{\lambda}{2} \nabla \log q(y)$, is a step of the heat
#   equation, which blurs $q$ by noise of variance about $\lambda$. So $r$ takes a blur of that size *out* of
#   the data. Running heat backwards is the textbook example of a problem without a stable answer; keep that in
#   mind.
#
# ## Gaussians, in closed form
#
# For $p = N(\mu, \Sigma)$ the solution is linear, $r(x) = \mu + K(x - \mu)$, with
#
# $$K = \tfrac12 \left(I + (I - 2 \lambda \Sigma^{-1})^{1/2}\right) = I - \tfrac{\lambda}{2} \Sigma^{-1} + \dots
# \qquad \text{if and only if } \lambda \le \tfrac12 \sigma^2_{\min} .$$
#
# With a larger $\lambda$ no linear map solves Eq. 7, and minimising over linear maps shrinks the narrowest
# direction to nothing. Whoever has read Appendix D of RaDOGAGA {cite}`kato2020radogaga` has seen this root. There
# an encoder multiplies by $a$ and a decoder by $b$, with $h(d) = d$ and a weight $\lambda_1$ on the reconstruction,
# and $ab = \frac12 (1 + \sqrt{1 - 2 / \lambda_1 \sigma^2})$. With $\lambda = 1/\lambda_1$ it is the same number,
# and the collapse below $\lambda_1 \sigma^2 = 2$ is the same collapse. So for a Gaussian and $h(d) = d$ **the two
# papers have one solution**: what RaDOGAGA's autoencoder does to a point is, to first order, the Langevin drift of
# the other. {doc}`one_theory` says how far this reaches.

# %% tags=["hide-input", "nbval-check-output"]
columns = ["order", "collapsed"]
results_table(records["gaussian"], {name: headings[name] for name in columns})

# %% [markdown]
# The first column is the *order*: $(r(x) - x)/\lambda$ misses half the score by an error that should fall like
# $\lambda$ to the power 1. Over four covariances in one to three dimensions, the one farthest from 1 is shown.
# The second column is the determinant at which minimisers end for a $\lambda$ that is too large by a
# twentieth. The closed form agrees with the minimiser, with Eq. 7 and with RaDOGAGA's $ab$:

# %% tags=["hide-input"]
columns = ["eq7_residual", "map_error", "ab_error"]
results_table(records["gaussian"], {name: headings[name] for name in columns})

# %% [markdown]
# ## A mixture on the line
#
# With two Gaussians no closed form is known, and Eq. 7 is a differential equation of second order. We solve it by
# collocation; the figure at the top shows the solutions.
#
# On the left, points are pulled towards the two modes, and the solution and half the score are hard to tell
# apart. The right panel shows what is between them, after division by $\lambda$. It shrinks as $\lambda$ does, so
# Proposition 2 holds. The next term of the series, which the supplement does not give, is
#
# $$r = x + \frac{\lambda}{2} s - \frac{\lambda^2}{4} \nabla \Big(\frac12 \lVert s \rVert^2 + \nabla \cdot s\Big) + \dots,
# \qquad s = \nabla \log p .$$
#
# There is also something in the right panel that no power series knows: at the largest $\lambda$ the solution
# *trembles*, with a wavelength of $2 \pi \sqrt{\lambda / 2}$. We come back to it.
#
# ## In the plane
#
# Three Gaussians, and two ways. **Exact solutions** are constructed as above, with the mixture as their
# output; Eq. 7 holds for them to the last digits. **Trained maps** start from the identity and descend the loss
# itself for the mixture as input, by Newton's method. They are $x + \nabla \phi(x)$, where $\phi$ is mixed from
# a few hundred smooth bumps. How smooth, is decisive, as we shall see.

# %% tags=["hide-input"]
fields(plane)
plt.show()

# %% [markdown]
# Left, what training has found; in the middle, what Proposition 2 predicts. The arrows on the right had to be
# magnified to be seen at all.
#
# ## The order of the error

# %% tags=["hide-input"]
errors(line, plane)
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
columns = {name: headings[name] for name in ("order", "second_order")}
display(results_table(records["mixture_1d"], columns))
display(results_table(records["mixture_2d"], columns))

# %% [markdown]
# Filled markers fall with slope 1, which is what $o(\lambda)$ becomes once the next term is finite. With the next
# term taken into account (open markers), the line falls with slope 2 up to $\lambda = 0.005$. Beyond, the trembling
# takes over. The trained maps level off at the bottom, where their bumps cannot follow the score any closer.
#
# ## There is no best map
#
# Proposition 1 speaks of the map that *minimises* the loss, and Proposition 2 of "the local minima". Take
# the solution on the line and add a little ripple, $\epsilon \sin(\omega x)$. The squared error grows by about
# $\epsilon^2 / 2$, whatever $\omega$ is. But $\log r'$ is concave, so its mean *falls* with every wiggle of the
# slope, and finer ripples have steeper slopes. The loss bends with
#
# $$\frac{d^2 L}{d \epsilon^2} \approx 1 - \frac{\lambda \omega^2}{2 \, r'^2},$$
#
# which is negative for $\omega > \sqrt{2 / \lambda}$. The left panel shows it measured, in units of that frequency.

# %% tags=["hide-input"]
falling_loss(line)
plt.show()

# %% [markdown]
# So the solution is a saddle: a ripple of any amplitude, however small, lowers the loss if it is fine enough. And
# the way down has no end. Let the ripple grow into a **staircase**,
#
# $$T'(y) = \frac{1 - a^2}{1 - 2 a \cos(2 \pi y / h) + a^2}, \qquad 0 \le a < 1,$$
#
# one-to-one and smooth, nearly flat on every step of height $h$ and steep in between. It moves no point by more than
# $h / 2$, and put behind the solution it changes the loss by
#
# $$\frac{h^2}{2 \pi^2} \mathrm{Li}_2(a^2) + \lambda \log(1 - a^2) \;\longrightarrow\; -\infty \qquad (a \to 1).$$
#
# The right panel draws this as lines, and sums over the density as dots where they can resolve the steps. Steps
# lower than $\pi \sqrt{2 \lambda}$ go down at once, higher ones over a hump.
#
# This is the backward heat equation again: it lowers entropy fastest in the finest detail. It is also what an
# engineer would do. The loss charges for distortion and for rate, and the cheapest code at a given distortion is a
# *quantiser*. A staircase is one, and the loss is right to want it. What the loss says about autoencoders holds for
# those that cannot build stairs.
#
# In numbers: the change that the best ripple and the best staircase tried make in the loss, and the curvature
# along ripples of up to 0.7 and from 1.5 times the critical frequency.

# %% tags=["hide-input"]
columns = ["local_margin", "global_margin", "coarse_curvature", "fine_curvature"]
results_table(records["mixture_1d"], {name: headings[name] for name in columns})

# %% [markdown]
# ## What remains true
#
# *Among maps that are smooth on the scale of $\sqrt{\lambda}$, the solution of Eq. 7 is a minimum.* For a Gaussian
# on the line the boundary is sharp: among polynomials of degree below $2 k^2 \sigma^2 / \lambda$ the linear map, of
# slope $k$, is a minimum, and beyond, a saddle. For the mixture in the plane, the bumps are mixed such that the
# loss at the identity has the curvature $1 - \lambda \rho / 2$ along each, where $\rho$ is the mean square of its
# wave number, and those above a limit are left out. That is what makes the training above converge. The least
# curvature at the trained maps:

# %% tags=["hide-input", "nbval-check-output"]
columns = {name: headings[name] for name in ("curvature", "floor")}
results_table(records["mixture_2d"], columns)

# %% [markdown]
# A positive number, so they are minima among their kind. The second column is how far the kind stays from
# half the score.
#
# It also explains the trembling. Near the critical frequency the loss is flat, so that a solution is free to ripple
# there at next to no cost; what the ends of the interval leave open decides. And it warns whoever trains such a
# loss, though no network is trained here. One flexible enough to ripple on the scale of $\sqrt{\lambda}$ could pass
# the solution on its way down and not stop; what would keep it near is its size, or the end of training.
#
# ## Verdicts

# %% tags=["hide-input", "nbval-check-output"]
display(verdicts("langevin", "Proposition 1"))
display(verdicts("langevin", "Proposition 2"))

# %% [markdown]
# Two statements have to be corrected:

# %% tags=["hide-input", "nbval-check-output"]
errata("langevin", "Proposition 1")

# %% [markdown]
# Two slips change nothing. The Jacobian under Eq. 1 has a wrong index in the text that we have. And the penalty is
# introduced as the mutual information of $x$ and $r(x)$, which for a one-to-one map is infinite; what Eq. 2 goes on
# with is the entropy of $r(x)$. The first is tested on bent maps, of which the density of $r(x)$ is known without a
# Jacobian, and so is that Eqs. 2 and 3 differ by a constant; the second on a linear map of a Gaussian (`rdo run
# langevin_derivation`, parts `mixture_2d` and `gaussian`):
#
# ```{scoreboard}
# :paper: langevin
# :place: Proposition 1, its definitions
# ```
#
# The proof of Proposition 2 needs one assumption more than it states: that the error term may be
# differentiated twice, or it says nothing about the Jacobian. That is smoothness on the
# scale of $\sqrt{\lambda}$ once more.
#
# ## Where this comes from
#
# Nothing here is random: expectations are sums over quadrature nodes.

# %% tags=["hide-input"]
for record in stored.values():
    if record is not None:
        display(origin(record).to_frame())
