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
# # RaDOGAGA, Table 4: the same with smaller networks
#
# The networks of {doc}`Table 1 <table1>` are larger than those that the authors of DAGMM used
# {cite}`zong2018dagmm`. Appendix E of RaDOGAGA {cite}`kato2020radogaga` repeats the comparison with its Table 3,
# which has the widths of the DAGMM paper, and says that RaDOGAGA is ahead on all four data sets there too: a single
# latent dimension on Thyroid and the two KDD sets, two on Arrhythmia. Beside the latent the mixture still sees the
# two residual features, so on Thyroid it looks at three numbers, two of which say only how badly a row came back.
#
# (RaDOGAGA(d) and RaDOGAGA(log d) are the two forms of its reconstruction term.) **From the start that we chose,
# two of the eight claimed orders show: RaDOGAGA(d) is above DAGMM on Arrhythmia and, if DAGMM has no warm-up, on
# KDDCup-rev. On KDDCup a DAGMM without a warm-up is above RaDOGAGA(d) in turn, and with one they cannot be told
# apart; on KDDCup-rev it is above RaDOGAGA(log d), which there does no better than an untrained network.** Of the
# twelve printed mean F1 ours reproduce one, miss seven, and are too close or too scattered to tell of the other
# four.
#
# Loss weights are those of Table 3 too; everything else is as in Table 1, the rule for what the paper leaves open
# included. So are the controls, but for the width: PCA keeps one component where the latent has one dimension. Every
# data set has twenty seeds.
#
# Points are seeds, the diamond is our mean, and grey is what the paper prints, one standard deviation to either side.

# %% tags=["parameters"]
# thyroid, arrhythmia, kddcup or kddcup_rev
dataset = "thyroid"
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number
start = "gauge"  # or glorot

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None, start=str)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication.kit import run_experiment
from replication.kit.anomaly.pages import RANKING, StoredTable
from replication.kit.tables import origin, results_table, verdicts
from replication.ledger import find_record, scoreboard, summary_table

pd.set_option("display.max_colwidth", None)

# %% tags=["hide-input"]
table = StoredTable.of("table4")
table.every_seed()
plt.show()

# %% [markdown]
# ## The full run

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.results()

# %% [markdown]
# ## Does training help, and does the loss?
#
# As on the page of Table 1, arms are compared seed by seed on the same splits: mean difference and p-value.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
pd.concat([table.training_helps(), table.loss_helps()])

# %% [markdown]
# ## Had training stopped elsewhere
#
# When, if ever, the mean over the seeds was within one printed deviation of the printed mean, or above it.
# As on the page of Table 1, this needs the test labels and settles nothing.

# %% tags=["hide-input"]
table.along_training()
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
table.reached()

# %% [markdown]
# ## From the other start
#
# RaDOGAGA from Glorot's weights, on the same splits; on the two KDD sets ten seeds. No verdict stands on these rows.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results, pairs = table.both_starts()
display(results)
pairs

# %% [markdown]
# By the mean and by the median error over the training rows, both as shares of the data's variance
# (variance explained is one less the mean; where nothing is shown, the median was not measured):

# %% tags=["hide-input", "nbval-check-output"]
glorot = StoredTable.of("table4", variant="glorot")
glorot.rebuilt()

# %% [markdown]
# And along the training:

# %% tags=["hide-input"]
glorot.along_training()
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
glorot.reached()

# %% [markdown]
# ## What the networks learned

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.inside()

# %% [markdown]
# On the two KDD sets more was measured: F1 by the mixture's marginal over the latent alone and over the residual
# features alone, the largest weight of the mixture, how much of the energy's variance over the test rows comes with
# the residual features, and the median error, the median squared distance between a row and what is rebuilt of it,
# as a share of the data's variance. (Variance explained is one less the mean error in that measure.)

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.mechanism()

# %% [markdown]
# ## What the finished rows show
#
# *On Thyroid both RaDOGAGAs reach their printed values early, and training takes them away again.* The mean of
# RaDOGAGA(d) is within a printed deviation or above from the second evaluation to the middle of the training, that
# of RaDOGAGA(log d) for little more than half as long; by the number of steps that the rule sets, both are a tenth
# of F1 below. There they are above the plain autoencoder and above the DAGMM that was warmed up, but the paired
# test cannot tell them from DAGMM as it is, whose mean is within a printed deviation of the printed one.
# RaDOGAGA(d)'s autoencoder stays sound meanwhile: in the mean over the rows Eq. 10 holds at the end to a hundredth,
# though the diagonal varies by an eighth from row to row, and as much of the variance comes back as from the plain
# one. From Glorot's weights it depends on the seed: in thirteen of twenty RaDOGAGA(d) collapses. With rows scaled
# to length 1, in place of columns to $[0, 1]$, both end within a printed deviation: {doc}`recovered_settings`
# searched many readings for these printed values and confirmed that one.
#
# *On KDDCup the claimed order is turned round.* DAGMM is above RaDOGAGA(d) in seventeen seeds of twenty, by six
# hundredths in the mean, and above RaDOGAGA(log d) in fourteen, by three. By the paired test both are significant,
# but with the p-value doubled, as no paper predicts this side, only the first is. Over the whole ranking, by ROC
# AUC and by average precision, RaDOGAGA(d) is behind DAGMM too, and RaDOGAGA(log d) cannot be told from it. DAGMM's
# mean is two printed deviations below the printed one, which its own scatter, seven times as wide as the printed,
# leaves undecided; those of the RaDOGAGAs are below by four and nine hundredths, and the interval decides. After a
# warm-up DAGMM is lower, in seventeen seeds, and not to be told from either RaDOGAGA. RaDOGAGA(log d) is above the
# plain autoencoder by the test, in sixteen seeds. RaDOGAGA(d) is not: it comes out of its warm-up within a
# hundredth or so of its printed value, and then sinks to where the plain autoencoder is. The Isolation Forest is
# above RaDOGAGA(d) in every seed; from RaDOGAGA(log d) and from DAGMM it cannot be told.
#
# From Glorot's weights, where DAGMM starts, it is another matter. RaDOGAGA(d) is higher than from the fixed gauge
# in all ten seeds, RaDOGAGA(log d) in nine. RaDOGAGA(log d) is then above the plain autoencoder and above the
# Isolation Forest in every seed, and not to be told from DAGMM; its mean is within a printed deviation of the
# printed one, or above, from the second evaluation to the last but one, and ends two deviations below. RaDOGAGA(d)
# is above the plain autoencoder in every seed; whether it is below DAGMM, the doubled test leaves open. The
# autoencoder of RaDOGAGA(log d) ends as a strange one there: half of the rows come back to within some millionths
# of the variance, and on the whole it is worse than answering with the mean.
#
# DAGMM finds these anomalies by both of what it looks at: by the mixture's marginal over its latent alone it has
# 0.64 in the mean, by the residual features alone 0.87, by both 0.93. RaDOGAGA(log d) has 0.59 and 0.80 alone, and
# 0.90 by both. RaDOGAGA(d) gives back almost all of the variance, has 0.88 by its latent alone and 0.87 by the
# residual features alone, and by both no more. RaDOGAGA(log d) gives back three tenths of the variance, and yet
# half of the rows to within some millionths of it.
#
# *On KDDCup-rev $h(d) = \log d$ fails, and one can see how.* RaDOGAGA(d) is above DAGMM by the paired test, as
# claimed; DAGMM's seeds have a standard deviation of a tenth. RaDOGAGA(d)'s mean is a little more than a printed
# deviation below the printed one, and F1 is below the plain autoencoder's in every seed; with a warm-up DAGMM is
# ahead of it in fourteen seeds of twenty. RaDOGAGA(log d) is below DAGMM, and cannot be told from the untrained
# network: in eleven seeds it ends at 0.29, in the others between 0.57 and 0.96. What decides are the residual
# features, with which nearly all of the energy's variance comes, for DAGMM and for RaDOGAGA(log d) alike. By the
# mixture's marginal over them alone DAGMM has a mean F1 of 0.85. In the seeds where RaDOGAGA(log d) ends at 0.29,
# its residual features alone give hardly more, and its latent alone a mean F1 of less than a tenth.
#
# Its decoder fails as well, if not in step with F1. In fifteen seeds it does worse than answering with the mean of
# the data, and one of these has the highest F1 of all twenty. Yet it has not collapsed: by the median its errors
# are nearly as small as those of RaDOGAGA(d), and less than half of DAGMM's. Half of the rows come back well, and
# the others worse than by the mean. The logarithm may well be why. An error that falls from a hundredth to a
# thousandth earns as much as one that falls from ten to one; with one latent dimension for more than a hundred
# columns, it can pay to rebuild one part of the rows closely and to give up the rest. The thousand steps of
# warm-up, for this term alone, are enough to lose almost as much of the variance. From Glorot's weights, where the
# rate has its say from the first step, it fares no better: in seven seeds of ten it ends below 0.5, and at every
# evaluation its mean is far below the printed one. RaDOGAGA(d) ends within a printed deviation from there.
#
# *On Arrhythmia the smaller latent changes little.* With two dimensions in place of Table 1's four the
# printed values move by a few hundredths and so do ours, if not all the same way, and ours stay below:
# RaDOGAGA(d) by a little more than one printed deviation, DAGMM by almost two, RaDOGAGA(log d) by almost
# three. RaDOGAGA(d) is above DAGMM, warmed up or not, as claimed. RaDOGAGA(log d) is not above DAGMM as
# it is. When the RaDOGAGAs start from Glorot's weights, they change places: RaDOGAGA(log d) is above
# DAGMM, warmed up or not, RaDOGAGA(d) above the warmed-up one alone.
#
# *On Arrhythmia the plain autoencoder is again not behind any of them.* By the paired test neither
# RaDOGAGA is above it, and RaDOGAGA(log d) is below. The Isolation Forest is above all in the mean. What
# the networks add to a look at the reconstruction error cannot be told from nothing on these 452 patients.
#
# *One of the networks above DAGMM knows a single point.* From Glorot's weights RaDOGAGA(log d) gives back
# nothing of Arrhythmia's variance, neither here nor in Table 1: its decoder answers with one point whatever
# it is asked. The latent then says nothing, and what the mixture sees of a patient are the two residual
# features, how far from that point and in which direction. If so, the width of the latent cannot matter,
# and it does not:

# %% tags=["hide-input", "nbval-check-output"]
wide, narrow = (
    find_record(table, "arrhythmia", variant="glorot").arms["radogaga_log"].metrics["f1"]
    for table in ("table1", "table4")
)
equal = sum(a == b for a, b in zip(wide, narrow, strict=True))
print(f"four latents or two: the same F1 in {equal} seeds of {len(wide)}")

# %% [markdown]
# ## Both tables together
#
# Verdicts on F1, of three methods on four data sets each:

# %% tags=["hide-input", "nbval-check-output"]
cells = [
    one
    for one in scoreboard()
    if one.claim.place in ("Table 1", "Table 4")
    and one.claim.metric == "f1"
    and not one.claim.cited_from
]
counts = summary_table(cells).droplevel("paper")
counts.loc[:, counts.any()]

# %% [markdown]
# ## One data set more closely

# %% tags=["hide-input"]
stored = find_record("table4", dataset)
if stored is None:
    print(f"Not run yet: rdo run table4 --dataset {dataset} --profile paper")
else:
    display(verdicts("radogaga", "Table 4", dataset))

# %% [markdown]
# ### A quick run
#
# Too short to judge anybody:

# %% tags=["hide-input"]
live = run_experiment("table4", dataset=dataset, profile=profile, seeds=seeds, start=start)
results_table(live.record, {"f1": "F1", **RANKING})

# %% [markdown]
# ### Where this comes from
#
# By the rule of {doc}`Table 1 <table1>`, from the gauge-fixed start, and for as many steps as there.

# %% tags=["hide-input"]
if stored is not None:
    display(origin(stored).to_frame())
