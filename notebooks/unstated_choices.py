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
# # What the paper does not say
#
# A table of results stands on more choices than a paper has room for. {doc}`Table 1 <table1>` needed
# seven that RaDOGAGA {cite}`kato2020radogaga` leaves open, or that its authors published elsewhere. We
# settled them by a rule before the runs. Here each is changed by itself, on the same splits, with
# everything else as it was:
#
# | choice | the rule | here |
# | --- | --- | --- |
# | second residual feature | cosine similarity, as both papers print | $(1 - \cos)/2$, as a public DAGMM has it |
# | jitter on the covariances | $10^{-6}$ | $10^{-4}$ |
# | batch size | that of the DAGMM paper | 128 |
# | where training starts | gauge fixed | Glorot's weights |
# | scaling of each column | to $[0, 1]$, as published | to $[-1, 1]$, or mean 0 and variance 1 |
# | number of steps | the DAGMM paper's epochs | every curve below is over the steps |
#
# None of this looks for a better setting. The question is how much of a printed number is the method,
# and how much is everything around it.

# %% tags=["parameters"]
# arrhythmia, thyroid, breast_cancer or digits
dataset = "arrhythmia"
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
import matplotlib.pyplot as plt
import pandas as pd

from rdo.experiments import run_experiment
from rdo.experiments.tables import origin
from rdo.experiments.unstated_figures import (
    choice_curves,
    choice_table,
    kept_by_choice,
    smallest_departures,
)
from rdo.ledger import find_record, read_arrays

pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## A quick run
#
# Two of the choices, for two hundred steps:

# %% tags=["hide-input"]
outcome = run_experiment("unstated_choices", dataset=dataset, profile=profile, seeds=seeds)
choice_table(outcome.record)

# %% [markdown]
# ## F1 over the training
#
# Five seeds, half of Table 1's steps. Grey and dashed is the rule, in every panel of a column the same; colour is the
# choice of that row. Lines are medians, bands hold all seeds.

# %% tags=["hide-input"]
stored = [find_record("unstated_choices", name) for name in ("thyroid", "arrhythmia")]
arrays = [read_arrays(record) for record in stored]
for record, along in zip(stored, arrays, strict=True):
    choice_curves(record, along, "f1", "F1")
    plt.show()

# %% [markdown]
# And where it ends, mean and standard deviation over the seeds:

# %% tags=["hide-input", "nbval-check-output"]
pd.concat({record.dataset: choice_table(record) for record in stored}, axis=1)

# %% [markdown]
# ## Why $h(d) = d$ can collapse
#
# Appendix D of the paper solves a model with one linear dimension. With $h(d) = d$ its loss has a minimum
# only where $\lambda_1 \sigma_x^2 \ge 2$: in a direction that varies less than that, it always pays to
# let the latent shrink, since the rate falls without bound and the reconstruction has little to lose. The
# paper uses the formula to explain its choice of $h$. It does not apply it to its own experiments. We can:
# take the principal directions of the training rows, and measure along each how much of a change in $x$
# is still there in $\hat x$. The linear model says a share of $ab = \frac12 (1 + \sqrt{1 - 2 / (\lambda_1
# \sigma^2)})$ to the right of the line, and nothing to the left of it.

# %% tags=["hide-input"]
for record, along in zip(stored, arrays, strict=True):
    kept_by_choice(record, along)
    plt.show()

# %% [markdown]
# Where the columns are standardised, nearly all directions of Thyroid lie to the right of the line, and what is kept
# of them follows the curve, though the networks are not linear. But the line does not divide what is kept from what is
# lost; the start does. With the gauge fixed, Thyroid keeps much of several directions
# to the left, where the linear model has no minimum. From Glorot's weights it keeps nothing, not even
# of the one direction to the right. On Arrhythmia what cuts off the rest is the width of the latent, four dimensions
# for 274 columns, far to the right of the line; and there, too, some seeds keep nothing from Glorot's weights, which F1 does not
# notice. So the condition tells when a minimum *exists*. Whether training gets there,
# or away from where there is none, is another matter: from Glorot's weights, which begin on the collapsed side,
# $h(d) = d$ falls in, and from the other side it does not find the way down in so many steps.
#
# ## What would reach the printed values
#
# Where the rule stays below the paper, the first choice in the order of the table above, which was fixed
# before the runs, under which the mean over the seeds is within one printed deviation. This looks at
# the test labels. It explains a difference and settles nothing: the verdicts stand on the rule.

# %% tags=["hide-input", "nbval-check-output"]
pd.concat({record.dataset: smallest_departures(record) for record in stored})

# %% [markdown]
# ## What the two data sets show
#
# Five seeds and half of Table 1's steps are enough to tell the large from the small.
#
# *The start makes or breaks $h(d) = d$.* On Thyroid it costs RaDOGAGA(d) more than half of its F1, and nothing else on this
# page does as much there. RaDOGAGA(log d) does not mind. It is the choice that the paper does not mention at all.
#
# *Standardised columns do harm.* On Arrhythmia all three methods fall, and RaDOGAGA(d) so far that it ranks
# the sick below the healthy more often than not; on Thyroid both RaDOGAGAs lose about a tenth. With columns to $[-1, 1]$ nothing happens.
# Too little kept is not the reason: on Thyroid more of the variance comes back than under the rule, for RaDOGAGA(d) nearly all of it,
# and on Arrhythmia as much. Why they do harm, no run here tests.
#
# *A jitter of $10^{-4}$ costs RaDOGAGA(d) a tenth on Thyroid*, and it keeps less: a number that no paper prints and that every
# implementation sets in passing. On Arrhythmia, and for the other two methods, it moves little.
#
# *The others move F1 by a few hundredths*, which is what five seeds scatter by; but for batches of 128, which
# help DAGMM on Thyroid and hurt RaDOGAGA(log d). On Arrhythmia those are the rule itself, so that row repeats it.
#
# *Which seeds one has weighs as much.* These five are the first of Table 1's twenty. On Thyroid they reach the printed values of
# both RaDOGAGAs under the rule itself; over all twenty, {doc}`Table 1 <table1>` has RaDOGAGA(d) below its own at every look. DAGMM's
# printed value is reached with the smaller batches.
#
# *On Arrhythmia nothing reaches the printed values*: no choice at the end, and no median on its way there. What the paper did differently is
# none of these six, taken one at a time.
#
# ## Where this comes from

# %% tags=["hide-input"]
pd.concat([origin(record) for record in stored], axis=1)
