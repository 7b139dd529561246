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
# DAGMM {cite}`zong2018dagmm` scores a row by its energy under a Gaussian mixture, says how the mixture follows from the
# memberships that a network predicts, penalises variances that vanish, and relates the energy to variational inference.
# The outcome: **every equation holds**, to the rounding of double precision, and two sentences of the notes that we
# have of the paper do not. The penalty is the sum of the *inverse* variances, and the mixture has *one* prior for all
# samples.

# %% tags=["parameters"]
dataset = "mixture"  # of the quick run; or collapse
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd

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
# Rows $z_l$ with memberships $\gamma_{lk}$ give the weights, means and covariances of Eq. 5, each a mean over the rows
# that is weighted by the memberships. Eq. 6 is the energy of a row under that mixture,
#
# $$E(z) = -\log \sum_k \pi_k\, N(z; \mu_k, \Sigma_k).$$
#
# Eq. 5 is what maximum likelihood gives if the memberships are taken as they are: at its mixture all derivatives
# vanish. And $e^{-E}$ integrates to one, as many implementations' does not ({doc}`dagmm_autopsy`).
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
# The tables below are drawn at random, and so are the memberships, from undecided to certain. The two sides are equal
# where $Q$ is the posterior, and nowhere else: the gap is at least twice the squared distance of $Q$ from it, in total
# variation, by Pinsker's inequality. EM makes the two touch and lowers both (above, left). DAGMM does not: it minimises the energy
# itself, and how far its network is from the posterior is {doc}`another question <dagmm_autopsy>`.
#
# The notes say that the network gives each sample a prior of its own. But Eq. 5 averages the memberships over all samples,
# and the weights that Eq. 6 uses are recovered here from the energy of each row: they are the same for all.
#
# ```{scoreboard}
# :paper: dagmm
# :place: Eqs. 8 to 10
# ```
#
# ## The penalty
#
# A latent that shrinks by ten makes the energy fall by $\log 10$, and so on without end (above, right). Eq. 7 adds a
# penalty $P(\Sigma)$. In words of the notes it is the sum of the covariances' diagonal entries, but that falls as well.

# %% tags=["hide-input", "nbval-check-output"]
errata("Eq. 7")

# %% [markdown]
# The sum of their inverses rises instead. With the weights that the notes give, energy and penalty of a Gaussian latent
# are least together at a variance of 0.1, where the dotted line stands:
#
# $$\frac{\lambda_1}{2} \log v + \frac{\lambda_2}{v} \text{ is least at } v = \frac{2 \lambda_2}{\lambda_1} .$$
#
# ```{scoreboard}
# :paper: dagmm
# :place: Eq. 7
# ```
#
# ## The numbers

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored["mixture"], HEADINGS)

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results_table(stored["collapse"], HEADINGS)

# %% [markdown]
# A quick run, on fewer tables:

# %% tags=["hide-input"]
live = run_experiment("dagmm_bound", dataset=dataset, profile=profile, seeds=seeds)
results_table(live.record, HEADINGS)

# %% [markdown]
# ## Where this comes from

# %% tags=["hide-input"]
origin(stored["mixture"]).to_frame()
