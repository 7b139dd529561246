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
from IPython.display import display

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
# Grey and dashed is the rule, in every panel of a column the same; colour is the choice of that row. Lines
# are medians, bands hold all seeds.

# %% tags=["hide-input"]
stored = find_record("unstated_choices", dataset)
if stored is None:
    print(f"Not run yet:\nrdo run unstated_choices --dataset {dataset} --profile reduced")
else:
    arrays = read_arrays(stored)
    choice_curves(stored, arrays, "f1", "F1")
    plt.show()

# %% [markdown]
# And where it ends, mean and standard deviation over the seeds:

# %% tags=["hide-input", "nbval-check-output"]
if stored is not None:
    display(choice_table(stored))

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
if stored is not None:
    kept_by_choice(stored, arrays)
    plt.show()

# %% [markdown]
# Scaling is thus not a matter of taste here. It multiplies $\sigma^2$, and so moves directions across the
# line: the same $\lambda_1$ that keeps everything in one scaling has no solution in another.
#
# ## What would reach the printed values
#
# Where the rule stays below the paper, the first choice in the order of the table above, which was fixed
# before the runs, under which the mean over the seeds is within one printed deviation. This looks at
# the test labels. It explains a difference and settles nothing: the verdicts stand on the rule.

# %% tags=["hide-input", "nbval-check-output"]
if stored is not None and dataset in ("thyroid", "arrhythmia", "kddcup", "kddcup_rev"):
    display(smallest_departures(stored))

# %% [markdown]
# ## What Arrhythmia shows
#
# Five seeds and half of Table 1's steps are enough to tell the large from the small.
#
# *Scaling is the choice that matters.* With standardised columns all three methods fall, and RaDOGAGA(d) so far that it ranks
# the sick below the healthy more often than not. With columns to $[-1, 1]$ nothing happens. The line of Appendix D is not the
# reason: in every scaling, what is kept lies far to the right of it, and what cuts off the rest is the width of the latent, four
# dimensions for 274 columns. Nor is it the variance kept, which for RaDOGAGA(d) is as large as under the rule. Why standardised
# columns do harm, no run here tests.
#
# *The others move F1 by a few hundredths*, which is what five seeds scatter by. Batches of 128 are the rule itself on these data, so
# that row repeats it.
#
# *Nothing reaches the printed values*: no choice at the end, and no median on its way there. What the paper did differently is
# none of these six, taken one at a time.
#
# ## Where this comes from

# %% tags=["hide-input"]
if stored is not None:
    display(origin(stored).to_frame())
