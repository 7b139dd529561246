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
# # RaDOGAGA, Section 4.1: one distortion or two parts
#
# RaDOGAGA {cite}`kato2020radogaga` starts from a loss with one distortion and one weight, its Eq. 1, and trains
# another, Eq. 5, in which the distortion is divided in two, each part with a weight of its own. Section 4.1 says that
# this makes better results easy to get. **On Thyroid it does for $h(d) = \log d$: F1 is higher by eight hundredths
# than with the distortion in one piece, under either weight that the paper prints for it. For $h(d) = d$ it is higher
# by five hundredths than under one of the two, and not to be told from the other. On Arrhythmia no gain in F1 shows
# over the undivided loss with the printed $\lambda_2$. And most of what RaDOGAGA gains over DAGMM on Thyroid is there
# without the division: 0.19 to 0.21 in F1, of 0.24 with $d$ and 0.29 with $\log d$.**
#
# F1 of every seed on the splits of {doc}`Table 1 <table1>`; the diamond is the mean. The upper two rows are Table 1's
# methods; in the others the distortion is in one piece, with each weight that the paper prints for that data set.

# %% tags=["parameters"]
# arrhythmia, thyroid, breast_cancer or digits
dataset = "breast_cancer"
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd

from replication.kit import run_experiment
from replication.kit.anomaly.tables import paired_differences
from replication.kit.figures import seed_strips, training_curves
from replication.kit.tables import origin, paper_table, results_table, verdicts
from replication.ledger import find_record, read_arrays
from replication.undivided_loss.config import DIVIDED

pd.set_option("display.max_colwidth", None)

# %% tags=["hide-input"]
stored = [find_record("undivided_loss", name) for name in ("thyroid", "arrhythmia")]
seed_strips(stored, "f1", "F1, one point per seed")
plt.show()

# %% [markdown]
# ## Two losses
#
# The row $x$ has the latent $z$, from which $\hat x$ is decoded, and $\breve x$ from $z$ with noise. With the rate $R
# = -\log P_{z,\psi}(z)$ of Eq. 5, which we take for Eq. 1 too, and the distortion $D$, here the squared error,
#
# $$\begin{aligned}
# L_1 &= R + \lambda\, D(x, \breve x) , \\
# L_5 &= R + \lambda_1\, h(D(x, \hat x)) + \lambda_2\, D(\hat x, \breve x)
# \end{aligned}$$
#
# are the losses of Eq. 1 and of Eq. 5.
#
# For the squared error the undivided distortion is the sum of both parts and of a term that is zero on average to
# first order in the noise,
#
# $$D(x, \breve x) = D(x, \hat x) + D(\hat x, \breve x) + 2\, (x - \hat x) \cdot (\hat x - \breve x) .$$
#
# So with $h(d) = d$ and $\lambda_1 = \lambda_2 = \lambda$ the two are nearly the same loss where the reconstruction
# is good or the decoder bends little, and what the division adds is the choice of two weights and of $h$. That choice
# is not small. On Thyroid the paper prints weights that differ by a factor of a hundred for $h(d) = d$, and of ten
# for $\log d$; on Arrhythmia the first part has the larger one. By Eq. 10 $\lambda_2$ sets the scale of the latent,
# and by Appendix D $\lambda_1$ how much of the data is kept. Undivided, one weight has to do for both.
#
# The paper prints no weight for Eq. 1. The claim is judged against the printed $\lambda_2$, which has its place in
# Eq. 10; that it could as well be $\lambda_1$ is a question of ours. Networks, first weights, batches, noise and
# steps are those of Table 1, and so is the start: after a warm-up on $D(x, \hat x)$ the gauge is fixed, here for the
# one $\lambda$ that is trained.

# %% [markdown]
# ## What F1 says
#
# Mean and standard deviation over the seeds, and how much of the variance comes back; at a Gram diagonal of 1 Eq. 10
# holds on average.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
paper_table(
    stored,
    {
        "f1": "F1",
        "roc_auc": "ROC AUC",
        "variance_explained": "variance explained",
        "gram_diagonal": "Gram diagonal",
    },
)

# %% [markdown]
# In pairs over the splits, the mean difference in F1 and, in brackets, the p-value of Wilcoxon's one-sided
# signed-rank test for the side on which this mean lies (double it where neither side was predicted):

# %% tags=["full-width", "hide-input", "nbval-check-output"]
undivided = dict.fromkeys(arm for one in stored for arm in one.arms if arm not in DIVIDED)
paired_differences(stored, "f1", [(one, other) for one in DIVIDED for other in undivided])

# %% tags=["full-width", "hide-input"]
verdicts("radogaga", "Section 4.1, the division")

# %% [markdown]
# In the verdicts a seed with no difference keeps the claim. Those against $\lambda_1$ are questions of ours.
#
# *On Thyroid the division helps, most of all with $\log d$.* RaDOGAGA(log d) is above every undivided training in
# sixteen seeds of twenty, by eight to ten hundredths in the mean. RaDOGAGA(d) is above the one with its printed
# $\lambda_2$, 10,000, by five hundredths, which the test just decides ($p = 0.046$), and above the one with its
# $\lambda_1$, 100, by not quite four, which it leaves open. RaDOGAGA(log d) is higher than RaDOGAGA(d) by four
# hundredths more. They differ in $\lambda_2$ as well as in $h$, and no undivided loss had a logarithm, so these runs
# do not say what that is owed to.
#
# *On Arrhythmia F1 hardly notices.* Undivided with $\lambda = 100$, the printed $\lambda_2$ of either $h$, the loss
# has a mean F1 of 0.436, as high as that of RaDOGAGA(log d) and higher than that of RaDOGAGA(d), by differences that
# the test does not decide. With $\lambda = 1{,}000$ it is below RaDOGAGA(log d) by not quite three hundredths ($p =
# 0.02$).
#
# *By ROC AUC*, over the whole ranking, RaDOGAGA(log d) is above every undivided training on both data sets, in
# fifteen seeds of twenty or more, by the test.
#
# *Can one weight do for both?* On Thyroid it can, if it is large: with 1,000 and more nearly all of the variance
# comes back, and the Gram diagonal is near 0.7, no farther off than RaDOGAGA's own. With 100 what is rebuilt is in
# nine seeds farther off than the mean of the rows would be, and by ROC AUC these trainings are lower. On Arrhythmia
# it cannot: with 100 the Gram diagonal is near 1 and a fifth of the variance comes back, with 1,000 it is 6.4 and two
# fifths come back.
#
# *DAGMM is far behind without the division, too.* On Thyroid the undivided trainings are 0.19 to 0.21 above
# {doc}`Table 1 <table1>`'s DAGMM on the same splits, and hardly less above the one that was warmed up, each by the
# test.

# %% [markdown]
# ## Along the training
#
# The median over the seeds, and the band that holds them all:

# %% tags=["hide-input"]
for one in stored:
    training_curves([one], [read_arrays(one)], "f1", "F1")
    plt.show()

# %% [markdown]
# ## A quick run
#
# All losses for a few hundred steps, on data that come with scikit-learn:

# %% tags=["hide-input"]
live = run_experiment("undivided_loss", dataset=dataset, profile=profile, seeds=seeds)
results_table(live.record, {"f1": "F1", "variance_explained": "variance explained"})

# %% [markdown]
# ## Where this comes from
#
# All settings are those of {doc}`Table 1 <table1>`, whose trainings of RaDOGAGA are repeated here. Single seeds may
# come out otherwise, for last bits differ from one version of the code to another and a long training enlarges them;
# the means of F1 differ by at most a hundredth.

# %% tags=["hide-input"]
pd.concat([origin(record) for record in stored], axis=1)
