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
# # RaDOGAGA, Table 1: finding anomalies
#
# Train on normal rows only, then rank unseen rows by how unlikely the model finds them. Whatever is at the top is
# flagged. Table 1 of RaDOGAGA {cite}`kato2020radogaga` says that guiding the autoencoder by rate and distortion
# makes this ranking better than that of DAGMM {cite}`zong2018dagmm`, on four public data sets, with the same
# networks and nothing added.
#
# **On Thyroid it does, from the start that we chose. On Arrhythmia only RaDOGAGA(log d), of its two forms $h(d) =
# d$ and $\log d$ of the reconstruction term, is better, and no longer if DAGMM too first trains a thousand steps
# for reconstruction alone. On KDDCup-rev DAGMM is ahead by two to six thousandths of F1, and on KDDCup five seeds
# do not decide. On Thyroid and Arrhythmia an Isolation Forest with its default settings is ahead of every
# network.** Of the twelve mean F1 that the paper prints for these methods, ours exceed two, miss five, and are too
# close or too scattered to tell of the other five.
#
# Points are seeds, the diamond is our mean, and grey is what the paper prints, one standard deviation to either side.
# The rows above DAGMM are controls, explained {ref}`below <controls-of-table-1>`.

# %% tags=["parameters"]
# thyroid, arrhythmia, kddcup, kddcup_rev, breast_cancer or digits
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
from replication.kit.figures import loss_curves, seed_strip
from replication.kit.tables import origin, results_table, verdicts
from replication.ledger import find_record, read_arrays

pd.set_option("display.max_colwidth", None)

# %% tags=["hide-input"]
table = StoredTable.of("table1")
table.every_seed()
plt.show()

# %% [markdown]
# ## The data and the two losses
#
# | data set | rows | columns | what counts as an anomaly |
# | --- | --- | --- | --- |
# | Thyroid | 3,772 | 6 | hyperfunction, 2.5 % |
# | Arrhythmia | 452 | 274 | eight rare classes, 15 % |
# | KDDCup | 494,021 | 121 | normal connections, in the minority there, 20 % |
# | KDDCup-rev | 121,597 | 121 | attacks, as many as make 20 % beside all normal connections |
#
# Both methods put a Gaussian mixture on the latent $z$ of an autoencoder, together with two **residual features**
# $r$, the relative error $\lVert x - \hat x \rVert / \lVert x \rVert$ and the cosine of $x$ and $\hat x$, and let a
# small network say which component each row belongs to. The decoder sees $z$ alone. The score of a row is its
# energy under that mixture,
#
# $$R(z, r) = -\log \sum_k \hat\pi_k\, \mathcal{N}\bigl((z, r);\, \hat\mu_k, \hat\Sigma_k\bigr) .$$
#
# They differ in what else the loss asks for:
#
# | method | minimises |
# | --- | --- |
# | DAGMM | $\lVert x - \hat x \rVert^2 + \lambda_1 R + \lambda_2 \sum_{k,i} \hat\Sigma_{kii}^{-1}$ |
# | RaDOGAGA | $R + \lambda_1\, h(\lVert x - \hat x \rVert^2) + \lambda_2 \lVert \hat x - \breve x \rVert^2$, with $h(d) = d$ or $\log d$ |
#
# where $\breve x$ is decoded from $z$ with uniform noise added. That last term is the whole idea: it is meant to
# make a step in $z$ cost the same in $x$ everywhere, so that the density of $z$ can stand for that of $x$. Eq. 10
# says that at the minimum $2 \lambda_2 \sigma^2 J^T J = I$, with $J$ the decoder's Jacobian and $\sigma^2$ the
# variance of that noise. We write RaDOGAGA(d) and RaDOGAGA(log d) for the two choices of $h$.

# %% [markdown]
# ## The protocol, read off the printed digits
#
# Each class is halved at random. The model sees the normal rows of one half; the other half is scored, and a fixed
# share of it is flagged: 2.5 % of Thyroid, 15 % of Arrhythmia, 20 % of the two KDD sets. The number flagged is thus
# the same in every run, and so is the ratio of precision to recall. On Thyroid it is 46/48 in every row that the
# paper measured itself: 46 anomalies among the test rows, 48 rows flagged. Ours must show the same ratio to the
# last digit, whatever is trained. If two scores tie at the threshold, the row that comes first in the shuffled test
# set wins, so the number stays fixed. Where rows repeat each other, as in KDDCup-rev, that can decide much. There
# 12,160 rows are flagged, and the score at the threshold is shared by up to 8,573 other rows under the Isolation
# Forest, and by up to 5,952 under DAGMM in {doc}`table4`.
#
# The printed tables do not always keep to it. Four rows break their own ratio by more than rounding can:
# RaDOGAGA(d) on KDDCup-rev here, and in Table 4 RaDOGAGA(d) on KDDCup, DAGMM and RaDOGAGA(log d) on KDDCup-rev.
# Ties at the threshold would do that, and so would a slip.

# %% [markdown]
# (controls-of-table-1)=
# ## The controls
#
# Look at the first rows before the others: they are what one gets without any of the papers' ideas. Three are
# scikit-learn's: the error of rebuilding a row from its first **principal components** (as many as the latent has
# dimensions, at most half the columns), an **Isolation Forest**, and a full-covariance **Gaussian mixture** on the
# columns themselves, with as many components as the networks' and of at most 20,000 rows. An **untrained network**,
# weights as Glorot's rule drew them, already finds many of the anomalies, perhaps because a random projection keeps
# far points far. A **plain autoencoder** has the same layers, no mixture, and scores a row by how badly it comes
# back. And **DAGMM, warmed up** is DAGMM after a thousand steps for its reconstruction term alone, the squared
# error; RaDOGAGA's warm-up, explained below, takes as many steps for its own, $\lambda_1 h(d)$. Whatever a method
# scores has to be read against these lines.

# %% [markdown]
# ## The full run
#
# This is what the verdicts stand on: the paper's learning rate of $10^{-4}$ and its loss weights (Table 2); from what
# its authors published, as we read it, columns scaled to $[0, 1]$; and where both are silent, the batch size of the
# DAGMM paper and as many steps as that paper's epochs take. To each covariance's diagonal we add $10^{-6}$, as is
# usual. The rule was fixed before the run. No setting was chosen by looking at a test label; of one, the start
# below, it was known what RaDOGAGA scores from there on Thyroid. Every data set has twenty seeds, but
# KDDCup only five, which is the least that the paired test can say anything with.
#
# One choice is ours. Neither paper says where training starts. The public DAGMM that the authors began from uses
# Glorot's weights, but from there the latent is far smaller than Eq. 10 asks. So RaDOGAGA starts with a **fixed
# gauge**: a thousand steps for its reconstruction term alone, at ten times the paper's learning rate, then a linear
# change of $z$, unique up to a rotation, that makes Eq. 10 hold on average and leaves every reconstruction as it
# was. DAGMM has no such scale and starts from Glorot's weights; the warmed-up one shows what the thousand steps are
# worth to it. `-p start glorot` runs RaDOGAGA with neither, so the difference between its two starts is that of the
# thousand steps and the linear change together.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.results()

# %% [markdown]
# The verdict in the table is the ledger's on F1; {doc}`the ledger <../ledger>` has those on precision and recall too,
# which say the same, and the reasons.

# %% [markdown]
# ## Does training help, and does the loss?
#
# Each seed has its own split, on which everything was judged, so arms can be compared seed by seed: the mean
# difference in F1 and, in brackets, the p-value that it lies to that side of zero, by Wilcoxon's signed-rank test,
# in which equal pairs count half to either side (double it where neither side was predicted). Five seeds that all
# agree give $2^{-5}$, about 0.031, the least that five can. First each against the network that was never trained:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.training_helps()

# %% [markdown]
# The paper's claim is narrower: it is the *loss* of RaDOGAGA that helps. So against DAGMM's, from
# either start, and against the reconstruction error alone:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.loss_helps()

# %% [markdown]
# ## Had training stopped elsewhere
#
# RaDOGAGA's paper does not say how long it trained. We looked at the test rows every 2,000 steps, and this
# is when the mean over the seeds came within one printed deviation of the printed mean, or above it.
# Reading it needs the test labels, so it explains a difference and settles none: a method that passes the
# printed value on its way down has not reached it.

# %% tags=["hide-input"]
table.along_training()
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
table.reached()

# %% [markdown]
# ## From the other start
#
# RaDOGAGA once more without the thousand steps and the fixed gauge, from Glorot's weights like DAGMM, on
# the same splits. No verdict stands on these rows; they show what the start is worth. On KDDCup-rev they
# are of ten seeds, and on KDDCup of three, which the test cannot decide by: its least p-value is then 1/8.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
results, pairs = table.both_starts()
display(results)
pairs

# %% [markdown]
# By the mean and by the median error over the training rows, both as shares of the data's variance
# (variance explained is one less the mean; where nothing is shown, the median was not measured):

# %% tags=["hide-input", "nbval-check-output"]
glorot = StoredTable.of("table1", variant="glorot")
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
#
# F1 judges one threshold. **ROC AUC** and **average precision** judge the whole ranking; a ranking by
# chance has 0.5 of the first, and of the second the **prevalence**, the share of anomalies among the
# test rows. Nor does F1 say whether an autoencoder works. Two more measures do. **Variance explained** is
# the share of the data's variance that survives encoding and decoding: at 1 everything comes back, at
# 0 the error is as large as if the decoder always answered with the mean, and below 0 larger. The
# **Gram diagonal** is the mean of $2 \lambda_2 \sigma^2\, J^T J$ on its diagonal, which by Eq. 10 should be 1.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.inside()

# %% [markdown]
# On KDDCup-rev more was measured: F1 by the mixture's marginal over the latent alone and over the residual features
# alone, the largest weight of the mixture, how much of the energy's variance over the test rows comes with the
# residual features, and the median error, the median squared distance between a row and what is rebuilt of it, as a
# share of the data's variance.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table.mechanism()

# %% [markdown]
# ## What the finished rows show
#
# *On Thyroid the paper's loss helps, where the start lets it.* From the fixed gauge both RaDOGAGAs are above DAGMM,
# above the warmed-up DAGMM, and above the plain autoencoder, each by the test paired over the splits. For $h(d) =
# \log d$ our mean is within a printed deviation of the printed one. For $h(d) = d$ it is a little more than one
# below; by the interval neither is decided. With $h(d) = d$ F1 scatters over the seeds twice as widely as the paper
# prints, and the autoencoder keeps less of the data than with $\log d$. From Glorot's weights RaDOGAGA(log d) loses
# almost a tenth and is still above all three. RaDOGAGA(d) collapses, in all twenty seeds: its decoder answers with
# the mean, and it ends as the last of all rows. {doc}`unstated_choices` has more of this. Most of the gain over DAGMM
# is there, too, if the distortion is not divided into two terms: {doc}`undivided_loss`. With rows scaled to length 1,
# in place of columns to $[0, 1]$, all three means of Thyroid are within a printed deviation, here and in
# {doc}`table4`, and none of Arrhythmia's here: {doc}`recovered_settings` searched many readings for these printed
# values and confirmed that one.
#
# *On Arrhythmia a gain shows only against DAGMM without a warm-up.* All three rows stay a tenth of F1 or more
# below the printed values.
# RaDOGAGA(log d) is above DAGMM, as claimed; but neither RaDOGAGA is above DAGMM after a warm-up, and the
# mean of the plain autoencoder is as high as the better one's. From Glorot's weights, where DAGMM starts, both
# are above DAGMM by the paired test, and again neither is above the autoencoder or the warmed-up DAGMM:
# against one with a warm-up no gain of the loss shows. And F1 here says little about the model of
# the data: from Glorot's weights RaDOGAGA(log d) gives back nothing of them, in any of the twenty seeds,
# and detects as well as after its warm-up. In nine of them RaDOGAGA(d) gives back nothing either.
#
# *On KDDCup the five seeds do not decide.* No mean is within a printed deviation of the printed one: ours stay two
# to six hundredths of F1 below, which the interval decides for RaDOGAGA(d) alone, and our seeds scatter five times
# as widely as the paper's and more. Both RaDOGAGAs are above the plain autoencoder and above the untrained network
# in every seed, so here a mixture that was trained earns something; whether the loss does is less clear. In the
# mean they are above DAGMM too, but DAGMM scatters so much that the paired test cannot tell; and against the
# warmed-up DAGMM there is no difference to tell. DAGMM comes within a printed deviation of its value on the way, at
# one evaluation, and then sinks to the level of an untrained network. How long one trains matters here, and the
# start may: from Glorot's weights, on three seeds, the mean of RaDOGAGA(d) is at its printed value or above for
# almost half of the evaluations, before it sinks too. RaDOGAGA(log d) from there ends where it ends from the fixed
# gauge, with another network: half of the rows come back to within millionths of the variance, as the median error
# shows, and on the whole its decoder is worse than the mean. {doc}`table4` has more of this.
#
# *On KDDCup-rev everything works, and by F1 DAGMM is ahead of what starts from the fixed gauge.* Trained networks
# flag all but one or two in a hundred of the anomalies in the mean, whatever their loss. DAGMM is six printed
# deviations above its printed value and RaDOGAGA(d) five; RaDOGAGA(log d) ends three and a half below its own,
# which is three thousandths of F1 and by the interval undecided. The order is not the one claimed: DAGMM is above
# RaDOGAGA(log d) in nineteen seeds of twenty, by six thousandths in the mean, and above RaDOGAGA(d) in fourteen, by
# two; the warmed-up DAGMM is in twenty and sixteen. By the paired test each of these is significant, also when
# doubled. It holds at F1's threshold and not over the whole ranking: by average precision RaDOGAGA(log d) is above
# DAGMM in sixteen seeds, and by ROC AUC the plain autoencoder is. The gain over DAGMM that the paper prints for
# RaDOGAGA here is smaller than the amount by which our DAGMM exceeds the printed one. RaDOGAGA(d) is above the
# plain autoencoder by the test, and by less than a thousandth; RaDOGAGA(log d) is not. From Glorot's weights, where
# DAGMM starts, it is another matter: there RaDOGAGA(log d) is higher than from the fixed gauge in nine seeds of
# ten, at its printed value or above from the second evaluation on, above the plain autoencoder by the test, and not
# to be told from DAGMM, warmed up or not. RaDOGAGA(d) is below the warmed-up one; against the other the test does
# not decide.
#
# Where do they find the anomalies? By the trained mixture's marginal over the latent alone, without the residual
# features, DAGMM has an F1 of 0.990: it needs only its latent, and in thirteen seeds of twenty it is better without
# the rest. In the mean that latent gives back only six tenths of the variance. By their latents alone the RaDOGAGAs
# have 0.88 and 0.93 in the mean, and an untrained network has 0.92. RaDOGAGA(d) gives back almost all of the
# variance, and nearly all of the variance of its energy comes with the residual features: they alone have 0.982,
# and the latent adds half a hundredth. RaDOGAGA(log d) has 0.66 by its residual features alone, and 0.983 by both.
# From Glorot's weights its latent alone suffices too, with 0.990, and in the mean it gives back 0.28 of the
# variance. So detecting well does not take rebuilding well here. With a single latent dimension it is the other way
# round: in {doc}`table4` DAGMM finds more by its residual features. All this says where the anomalies show, and not
# why the two losses put them there; no run here tests that.
#
# *On Thyroid and Arrhythmia the Isolation Forest is ahead of every network.* With scikit-learn's settings as they
# come it has a higher mean F1 than any network of this table and the next, and on Thyroid also higher than any
# value that the paper prints for its own. (Under one other reading of the paper, chosen because it was the highest
# when explored, RaDOGAGA(log d) comes level with it on Arrhythmia, at 0.504 in Table 4: {doc}`recovered_settings`.)
# On KDDCup, with two hundred thousand rows to learn from, both RaDOGAGAs are above it in the mean, and so is the
# DAGMM that was warmed up; on KDDCup-rev every trained network is. A Gaussian mixture on the columns themselves
# falls far behind on KDDCup alone.
#
# *Training DAGMM does harm on Thyroid*. With the weights that RaDOGAGA's paper prints and the notes on DAGMM name,
# it ends below its own untrained network and below what the paper prints for it. A verdict on the direction is no
# praise here, since a baseline that falls makes the claimed order easier to keep. The curves show it falling from
# either start, so the start is not the cause. Nor do the thousand steps of reconstruction do it: after them the
# warmed-up DAGMM is above the untrained network in the mean, and falls from there. We suspect the penalty, which
# covers the two residual features as well and rewards errors that *vary*, or the mixture's collapse to one
# component that {doc}`dagmm_autopsy` found. That is a conjecture, which no run here tests.
#
# *Eq. 10 is not where training ends*. From the fixed gauge both RaDOGAGAs start with a Gram diagonal whose
# mean is exactly 1. On Thyroid it falls by about a third with $h(d) = d$ and grows severalfold with $\log
# d$, differently for each seed. On Arrhythmia it grows with both, on KDDCup it falls with both, to an
# eighth and a third, and on KDDCup-rev it ends, in the mean, about a tenth below 1 with $h(d) = d$ and a quarter
# above with $\log d$.

# %% [markdown]
# ## What is printed, counted
#
# Rows, columns and shares of anomalies are as printed, and DAGMM and RaDOGAGA have the same number of parameters
# (`rdo run radogaga_printed`). With DAGMM's own widths the paper's DAGMM scores as its authors reported, within a
# printed deviation on every data set.
#
# The rows that Table 1 quotes are another matter. The paper says that the works it quotes conducted the same
# experiments. But of thirteen quoted rows seven have a ratio of precision to recall that is farther than a
# hundredth from that of this protocol, one of them by a hair. Most of these may only mean that the two classes were
# halved together there, which the words of Section 5.2.1 allow and the paper's own digits exclude: the ratio then
# has a standard deviation of a tenth from split to split on Thyroid and Arrhythmia. On KDDCup it has one of 0.003,
# so that GMVAE's row, which is off by 0.057, must have another threshold. On Thyroid GMVAE's 0.6353, the best
# result that the paper quotes, is off by 0.28, which would take a rare split. {doc}`The ledger <../ledger>` has
# each of these numbers, under Sections 5.2, 5.2.2 and 5.2.4 and the footnote of Table 1.

# %% [markdown]
# ## One data set more closely
#
# From here on the page looks at the data set named in the first cell. To see another one, or another profile,
# change that cell and run the notebook again: `papermill notebooks/table1.ipynb out.ipynb -p dataset arrhythmia`.

# %% tags=["hide-input"]
stored = find_record("table1", dataset)
if stored is None:
    print(f"Not run yet: rdo run table1 --dataset {dataset} --profile paper")
else:
    display(verdicts("radogaga", "Table 1", dataset))

# %% tags=["hide-input"]
if stored is not None:
    loss_curves(read_arrays(stored), "reconstruction", "weighted reconstruction term")
    plt.show()

# %% [markdown]
# The curves show the reconstruction term with its weight, the median over the seeds and the band that
# holds them all. RaDOGAGA comes out of its warm-up reconstructing well and then trades some of that for
# a lower rate, so its term may rise while the whole loss falls; $\lambda_1 \log d$ is negative as soon as
# $d$ is below 1.

# %% [markdown]
# ### A quick run
#
# At the `smoke` profile this takes seconds: a few hundred steps at ten times the learning rate, too
# short to judge anybody, long enough to see every part at work.

# %% tags=["hide-input"]
live = run_experiment("table1", dataset=dataset, profile=profile, seeds=seeds, start=start)
results_table(live.record, {"f1": "F1", **RANKING})

# %% tags=["hide-input"]
seed_strip(live.record, "f1", f"F1 on {dataset}, one point per seed ({profile} profile)")
plt.show()

# %% [markdown]
# ### Where this comes from
#
# The rule: what the paper prints; else what its authors published beside it; else what the paper they compare with
# used; for the start, which nobody prints, the gauge-fixed one, with Glorot's beside it. By the epochs of the DAGMM
# paper these are 40,000 steps on Thyroid, 20,000 on Arrhythmia, 38,800 on KDDCup and 19,200 on KDDCup-rev.

# %% tags=["hide-input"]
if stored is not None:
    display(origin(stored).to_frame())
