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
# # DAGMM's equations, put to the test
#
# DAGMM {cite}`zong2018dagmm` scores a row by its energy under a Gaussian mixture, says how the mixture follows from
# the memberships that a network predicts, penalises variances that vanish, and relates the energy to variational
# inference. We do not have the paper itself but a reader's notes on it. The outcome: of what the notes quote,
# **every equation holds**, to the rounding of double precision. One sentence of the notes is refuted: the sum of
# the variances does not keep them from vanishing. The sum of the *inverse* variances, which RaDOGAGA's paper gives
# for DAGMM, does. Another stays undecided: by the notes a prior depends on the sample, where Eq. 6 has one prior
# for all rows, and whether "sample" means a row or the whole data set is not said.

# %% tags=["parameters"]
dataset = "mixture"  # of the quick run; or collapse
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication.dagmm_bound import EXPERIMENT, HEADINGS, bound_and_collapse
from replication.kit import run_experiment
from replication.kit.tables import errata, origin, results_table
from replication.ledger import find_record, read_arrays

pd.set_option("display.max_colwidth", None)
stored = {name: find_record("dagmm_bound", name) for name in EXPERIMENT.parts}
arrays = {name: read_arrays(record) for name, record in stored.items()}

# %% tags=["hide-input"]
bound_and_collapse(arrays["mixture"], arrays["collapse"])
plt.show()

# %% [markdown]
# ## The mixture and its energy
#
# The weights of Eq. 5 are the means of the memberships $\gamma_{lk}$ over the rows $z_l$; its means and covariances
# are those of the rows, weighted by the memberships. Eq. 6 is the energy of a row under that mixture,
#
# $$E(z) = -\log \sum_k \pi_k\, N(z; \mu_k, \Sigma_k).$$
#
# With the memberships held fixed, Eq. 5 is the M step of EM: the mixture at which the bound below is least for $Q =
# \gamma$, and its one stationary point. (Tested is that the derivatives vanish; that there is no other such point
# follows from the weighted Gaussian likelihood.) It is not in general the mixture of least energy. And $e^{-E}$
# integrates to one. (In some public implementations it does not, see {doc}`dagmm_autopsy`.)
#
# ```{scoreboard}
# :paper: dagmm
# :place: Eqs. 5 and 6
# ```
#
# ## The bound
#
# For any memberships $Q(k \mid z)$ at all, Eqs. 8 to 10 say that
#
# $$E(z) \le -\mathbb E_Q \log p(z \mid k) + \mathrm{KL}\bigl(Q \,\Vert\, p(k)\bigr)
#   = E(z) + \mathrm{KL}\bigl(Q \,\Vert\, p(k \mid z)\bigr).$$
#
# Data sets are drawn at random, and so are the memberships, from nearly uniform to one-hot. The bound is the energy
# where $Q$ is the posterior, and nowhere else: the gap between the two is at least twice the squared distance of
# $Q$ from the posterior, in total variation, by Pinsker's inequality. EM lowers the bound alternately over the
# memberships (E step) and the mixture (M step), and so the energy falls (above, left: means over the rows, the
# bound before each E step). Lowering the bound over the mixture alone is not enough: the energy may rise. DAGMM
# minimises the energy itself, and its network need not give the posterior; {doc}`dagmm_autopsy` shows how far from
# it trained ones are.
#
# The notes also speak of a prior that depends on the sample. If that means a prior for each row, Eq. 6 has none: its
# weights are Eq. 5's averages over all rows. Recovered from the energy of each row, they are the same for all.
#
# ```{scoreboard}
# :paper: dagmm
# :place: Eqs. 8 to 10
# ```
#
# ## The penalty
#
# If a Gaussian latent of one dimension shrinks to a tenth of its standard deviation, the energy falls by $\log 10$,
# and so on without end (above, right; dashed is $E + \lambda_2 P / \lambda_1$ with the inverse variances). Against
# that Eq. 7 has a penalty $P(\Sigma)$. By the words of the notes it is the sum of the covariances' diagonal
# entries, but that falls as well:

# %% tags=["hide-input", "nbval-check-output"]
errata("dagmm", "Eq. 7")

# %% [markdown]
# The sum of their inverses, which RaDOGAGA's paper gives for DAGMM in its Eq. 21, rises instead. With the weights
# of the notes, $\lambda_1 = 0.1$ and $\lambda_2 = 0.005$, the weighted sum of energy and penalty is, but for a
# constant, the following, and least at a variance of 0.1, the dotted line above:
#
# $$\frac{\lambda_1}{2} \log v + \frac{\lambda_2}{v} \text{ is least at } v = \frac{2 \lambda_2}{\lambda_1} .$$
#
# ```{scoreboard}
# :paper: dagmm
# :place: Eq. 7
# ```
#
# ## A quick run
#
# On fewer data sets, and of each seed the worst. The margin, bound less energy, should not be negative; the gap
# over Pinsker's bound should be at least 1; EM's rise should not be positive, and the rise with the bound alone may
# be. All else should be zero:

# %% tags=["hide-input"]
live = run_experiment("dagmm_bound", dataset=dataset, profile=profile, seeds=seeds)
results_table(live.record, HEADINGS)

# %% [markdown]
# ## Where this comes from

# %% tags=["hide-input"]
for record in stored.values():
    display(origin(record).to_frame())
