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
# # What RaDOGAGA's paper does not say
#
# A table of results stands on more choices than a paper has room for. Here we change six of those behind
# {doc}`Table 1 <table1>`: five that RaDOGAGA {cite}`kato2020radogaga` leaves open, or that its authors published
# elsewhere, and one that it prints but public code does otherwise. We settled them by a rule before the runs. Here
# each is changed by itself, on the same splits, with everything else as it was. **On Thyroid the start decides:
# from Glorot's weights RaDOGAGA(d) loses more than half of its F1, and no other choice costs as much. Standardised
# columns lower F1 for most methods, and none of the choices reaches the printed values on Arrhythmia.** RaDOGAGA(d)
# and RaDOGAGA(log d) are the two forms $h$ of the paper's reconstruction term, $\lambda_1 h(d)$ with $d$ the
# squared error; *gauge fixed* is a start at which the paper's Eq. 10 holds on average ({doc}`table1` explains
# both).
#
# F1 over the training, for five seeds and half of Table 1's steps. The dashed grey line is the rule, the same in
# every panel of a column; colour is the choice of that row. Lines are medians, bands reach from the least seed to
# the largest.

# %% tags=["parameters"]
# arrhythmia, thyroid, breast_cancer or digits
dataset = "arrhythmia"
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd

from replication.kit import run_experiment
from replication.kit.labels import DATA
from replication.kit.tables import origin
from replication.ledger import find_record, read_arrays
from replication.unstated_choices import (
    choice_curves,
    choice_table,
    kept_by_choice,
    smallest_departures,
)

pd.set_option("display.max_colwidth", None)

# %% tags=["hide-input"]
stored = [find_record("unstated_choices", name) for name in ("thyroid", "arrhythmia")]
arrays = [read_arrays(record) for record in stored]
for record, along in zip(stored, arrays, strict=True):
    choice_curves(record, along, "f1", "F1")
    plt.show()

# %% [markdown]
# ## The choices
#
# | choice | the rule | here |
# | --- | --- | --- |
# | second residual feature | cosine similarity, as RaDOGAGA's paper and the notes on DAGMM have it | $(1 - \cos)/2$, as a public DAGMM has it |
# | jitter on the covariances | $10^{-6}$ | $10^{-4}$ |
# | batch size | that of the DAGMM paper | 128 |
# | where training starts | gauge fixed | Glorot's weights |
# | scaling of each column | to $[0, 1]$, as published | to $[-1, 1]$, or mean 0 and variance 1 |
# | number of steps | the DAGMM paper's epochs | every curve above is over the steps |
#
# None of this looks for a better setting. The question is how much of a printed number is the method,
# and how much is everything around it.
#
# ## Where F1 ends
#
# Mean and standard deviation over the seeds:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
pd.concat({DATA[record.dataset]: choice_table(record) for record in stored}, axis=1)

# %% [markdown]
# How much of the variance of the training rows comes back, by the same choices; at 0 it is as if the decoder
# answered with the mean:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
explained = "variance_explained"
pd.concat({DATA[one.dataset]: choice_table(one, explained) for one in stored}, axis=1)

# %% [markdown]
# ## Why $h(d) = d$ can collapse
#
# Appendix D of the paper solves a model with one linear dimension. With $h(d) = d$ its loss has a local
# minimum only where $\lambda_1 \sigma_x^2 \ge 2$. In a direction that varies less there is nothing but the
# way down to a latent of size zero, where the rate has no bound; and that way down lies beside the minimum
# too, where there is one ({doc}`analytic_h` draws it). The paper uses the formula to explain its choice of
# $h$. It does not apply it to its own experiments. We can: take the principal directions of the training
# rows, and measure along each how much of a change in $x$ is still there in $\hat x$. The linear model says
# a share of $ab = \frac12 (1 + \sqrt{1 - 2 / (\lambda_1 \sigma^2)})$ to the right of the line, and nothing
# to the left of it.

# %% tags=["hide-input"]
for record, along in zip(stored, arrays, strict=True):
    kept_by_choice(record, along)
    plt.show()

# %% [markdown]
# On Thyroid the linear model is right about networks that are not linear, under two choices of those
# drawn. With a jitter of $10^{-4}$ the line divides what is kept from what is lost: the one direction to
# its right comes back, by the share of the curve, and next to nothing of the others does, but for two of
# them in one seed. With standardised columns nearly all directions lie to the right, and what is kept of
# them follows the curve. Under the rule, with a jitter of $10^{-6}$, much of several directions to the
# left is still there at the end, though less than at the start; whether it is held up or only on its way,
# these runs do not say. And from Glorot's weights, which begin on the collapsed side, nothing is kept,
# not even of the direction to the right. So the condition says where there is a minimum, and the start
# whether training gets there.
#
# On Arrhythmia what cuts off is the width of the latent, four dimensions for 274 columns, far to the right
# of the line. Here, too, Glorot's weights lead to nothing in some seeds of RaDOGAGA(d), and in all seeds of
# RaDOGAGA(log d), which Appendix D says keeps everything. F1 does not notice.
#
# ## What would reach the printed values
#
# Where the mean under the rule stays below the paper's, the table names the first choice under which the mean over
# the seeds is within one printed deviation, in the order of the table above, which was fixed before the runs. This
# looks at the test labels. It explains a difference and settles nothing: the verdicts stand on the rule.

# %% tags=["hide-input", "nbval-check-output"]
pd.concat({DATA[record.dataset]: smallest_departures(record) for record in stored})

# %% [markdown]
# ## What the two data sets show
#
# Five seeds and half of Table 1's steps are enough to tell the large from the small.
#
# *The start makes or breaks $h(d) = d$ on Thyroid.* From Glorot's weights RaDOGAGA(d) has less than half
# of its F1, and nothing else on this page does as much there. RaDOGAGA(log d) loses a few hundredths here
# and, over the twenty seeds and twice the steps of {doc}`Table 1 <table1>`, almost a tenth. The paper
# does not mention where training starts.
#
# *Standardised columns lower F1.* On Arrhythmia all three methods fall, and RaDOGAGA(d) so far that it
# ranks the sick below the healthy more often than not; on Thyroid both RaDOGAGAs lose about a tenth, and
# DAGMM gains. For RaDOGAGA(d) it cannot be that too little is kept: on Thyroid nearly all of the variance
# comes back, and on Arrhythmia as much as under the rule. With columns to $[-1, 1]$ the mean F1 moves by
# less than two hundredths.
#
# *A jitter of $10^{-4}$ costs RaDOGAGA(d) a tenth on Thyroid*, where one principal direction of six is left, but in
# one seed. The jitter is a number that RaDOGAGA's paper does not print. On Arrhythmia, and for the other two
# methods, it moves F1 by a few hundredths at most.
#
# *Batches of 128* raise DAGMM in four seeds of five on Thyroid and lower RaDOGAGA(log d) in all. On
# Arrhythmia those are the rule itself, so that row repeats it. *The form of the cosine* moves F1 by no more
# than the seeds scatter.
#
# *The number of steps* decides over DAGMM on Thyroid. Untrained it is above its printed value, and at the
# end far below.
#
# *Which seeds one has weighs as much as most choices.* These five are the first of Table 1's twenty. On Thyroid
# they reach the printed values of both RaDOGAGAs under the rule itself; over all twenty, {doc}`Table 1 <table1>`
# has RaDOGAGA(d) more than a printed deviation below its printed value at every evaluation. DAGMM's printed value
# is reached with the smaller batches.
#
# *On Arrhythmia nothing reaches the printed values*: no choice at the end, and no median on its way there.
# None of the alternatives tried here brings our means to the printed ones by itself. {doc}`recovered_settings` goes
# on from here: more of them, and in pairs.

# %% [markdown]
# ## A quick run
#
# The rule and one other choice, for two hundred steps:

# %% tags=["hide-input"]
result = run_experiment("unstated_choices", dataset=dataset, profile=profile, seeds=seeds)
choice_table(result.record)

# %% [markdown]
# ## Where this comes from
#
# The rule is that of {doc}`Table 1 <table1>`: what the paper prints; else what its authors published beside it;
# else what the paper they compare with used; and the gauge-fixed start, with Glorot's beside it. Both records are
# of half as many steps as there: 20,000 on Thyroid and 10,000 on Arrhythmia.

# %% tags=["hide-input"]
pd.concat([origin(record) for record in stored], axis=1)
