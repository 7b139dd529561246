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
# # What would give the printed values
#
# {doc}`Tables 1 <table1>` and {doc}`4 <table4>` print mean F1 of DAGMM and of RaDOGAGA {cite}`kato2020radogaga`, with
# $h(d) = d$ and with $\log d$, over twenty runs on each of four data sets. Under *the rule*, by which we settled
# beforehand what the paper leaves open (columns to $[0, 1]$, batches of the DAGMM paper, a start with the gauge
# fixed), most of our means stay below. Would another *reading* of the paper, other choices of what it leaves open,
# give its numbers? On Arrhythmia and Thyroid we explored 52 and 56 readings, on five splits of other seeds and for a
# quarter of the steps, and trained what came out best anew on the twenty splits of the tables. A *band* is a printed
# mean with its printed standard deviation to either side; a reading *reaches* that mean if ours lies in the band,
# which is less than the ledger asks for.
#
# * **One reading reaches all six printed means of Thyroid: every row scaled to length 1, where the rule scales every
#   column to $[0, 1]$.** It came out best for both data sets together when explored. Trained anew, four of its six
#   means are within a third of a printed deviation, and the others within two thirds. The rule reaches two of the
#   six. The two means of DAGMM are those of networks that rebuild nothing.
# * **On Arrhythmia the same reading reaches two of six**, both of RaDOGAGA in Table 4. The best for Arrhythmia
#   alone, columns as they are and scores from a mixture of the test rows, reached five when explored and reaches
#   two, with networks that rebuild nothing. No mean of Arrhythmia in Table 1 is reached under any confirmed
#   reading.
# * **An Isolation Forest has as high an F1 or higher.** With scikit-learn's settings as they come it has 0.714 on
#   Thyroid, above every printed mean; of the networks that we confirmed only RaDOGAGA(log d) in Table 1 comes near
#   to that. On Arrhythmia it is within all six bands.
#
# So rows of length 1 are a candidate for what gave Thyroid's numbers, and no more. For it speaks that on splits
# which had no part in the choice our means and the printed ones differ by less than one and a half standard errors
# in five of the six, and by 2.3 in one, RaDOGAGA(log d) in Table 1. That guards against the luck of a split and not
# against having chosen among many: all splits are of the same rows. Against it speaks that what the authors
# published names max-min scaling, which this is not (rows scaled to $[0, 1]$, which would be, reach four of
# Thyroid's six and none of Arrhythmia's); and if they scaled all data sets alike, Arrhythmia's numbers are not
# theirs either. Neither KDDCup set is explored. In the table, brackets hold the printed standard deviation or, of
# ours, the distance from the printed mean in such deviations (sd).

# %% tags=["parameters"]
# breast_cancer, arrhythmia, thyroid, kddcup_rev or kddcup
dataset = "breast_cancer"
profile = "smoke"  # reduced explores, paper confirms
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication import recovered_settings as recovered
from replication import scaling_alone
from replication.kit import run_experiment
from replication.kit.anomaly.config import TABLES
from replication.kit.labels import DATA, METHODS
from replication.kit.tables import origin, results_table
from replication.ledger import find_record, read_arrays
from replication.recovered_settings.config import ROLES, reading_of

pd.set_option("display.max_colwidth", None)
explored, confirmed = recovered.explored(), recovered.confirmations()

# %% tags=["full-width", "hide-input", "nbval-check-output"]
tables = {DATA[part]: recovered.confirmed_table(part, record) for part, record in confirmed.items()}
for name, table in tables.items():
    display(table.drop(columns="which was highest").rename_axis(name, axis="columns"))

# %% [markdown]
# ## The space
#
# {doc}`unstated_choices` changes one thing at a time, and asks what each is worth. Here the question is turned
# round: is there *any* reading that gives the printed numbers? A reading is the rule of {doc}`Table 1 <table1>`
# with some of these departures. All but the last were written down before the first run, each with who does it so
# where we know of somebody:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
recovered.space()

# %% [markdown]
# ## How a reading is chosen, and why that is no result
#
# Every departure but the last is tried alone; then four together that the public DAGMM makes which the authors name
# as their starting point (tnakae/DAGMM), and on which the paper and its authors' notes are silent: cosine distance,
# 0.001 added to norms, no dropout and Glorot's start, here "the authors' base"; then all pairs of the best five.
# That is done on *exploration splits*, on which no other number of this book stands, for a quarter of the tables'
# steps. Each is judged by a mixture of the training rows and by one of the test rows, which makes 52 readings on
# Arrhythmia and 56 on Thyroid. Some repeat others: under the rule Arrhythmia's batches are of 128 and Thyroid's of
# 1,024 already, and the file of Thyroid has its columns in $[0, 1]$. The reading that reaches most means is chosen,
# and of equals the one that is nearer to the bands.
#
# Such a choice looks at the printed values, and through F1 at the test labels. Of so many readings the best is the
# best by luck as well: on each of the two data sets four of them reach five means. So what is reached on these
# splits is **explored, and no result**. What is chosen is then trained anew, in full, on the twenty splits of
# Tables 1 and 4, and judged there: the reading that is best for all data sets that were explored, the one that is
# best for each, and for each printed mean the one that was highest for it when explored. The splits are new. The
# samples are not, and the choice has seen all their labels: what is confirmed is guarded against the luck of a
# split, not against that of the table.
#
# ## What was explored

# %% tags=["hide-input"]
for part, record in explored.items():
    recovered.reading_map(part, record, f"{DATA[part]}, explored")
    plt.show()

# %% [markdown]
# Blue is below the printed mean and red above, and a dot marks a mean that is reached. (A reading with the mixture of
# the test rows is left out where the same means are reached without. The last departure of the space came later, and
# has a section of its own below.) Explored, the rule reaches one mean of Arrhythmia and two of Thyroid. *Scaling
# decides most of what is reached*, in two ways that the data sets share: rows scaled to length 1 reach more than the
# rule on both, and columns that are standardised move F1 farther than any other scaling.
#
# *On Arrhythmia* columns taken as they come in the file reach four, explored, and five if the mixture is of the test
# rows; the authors' base reaches five if columns are scaled by the training rows alone; rows scaled to length 1 reach
# three, and four in batches of 1,024. Of the rest the mean of squared errors, the mixture and PyTorch's start move F1
# most, explored. Every mean is reached by some reading, the rarest, explored, by six of the 52.
#
# *On Thyroid* rows scaled to length 1 reach five, explored, and no other scaling more than two. They reach five
# with the mean of squared errors too, with an offset of norms and with the smaller jitter, and nothing without them
# reaches as many. By the mean of squared errors alone it is four. Of all departures PyTorch's start moves F1 most,
# downwards. Every mean is reached by some reading, the rarest, explored, by six of the 56.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
readings = recovered.readings_table(explored)
display(readings.head(12).rename_axis("explored, the best", axis="columns"))
everywhere = readings[readings["beyond the bands, sd"] != ""]
display(everywhere.tail(5).rename_axis("explored, the last", axis="columns"))

# %% [markdown]
# The smallest departure that reaches each mean, of fewest changes first; the authors' base counts as one, though it
# changes four things:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
for part, record in explored.items():
    smallest = recovered.smallest_departures(part, record)
    display(smallest.rename_axis(f"{DATA[part]}, explored", axis="columns"))

# %% [markdown]
# F1 along the training, explored, under four ways to scale; grey is the printed band. RaDOGAGA's curves begin after
# its warm-up. On rows of length 1 both RaDOGAGAs start high on Thyroid and hardly move, and DAGMM begins at 0.617 in
# Table 1, untrained, and falls to 0.366 (explored).

# %% tags=["hide-input"]
shown = [reading_of(name) for name in ("rule", "unscaled", "rows", "standard")]
for part, record in explored.items():
    recovered.along_training(part, record, read_arrays(record), shown)
    plt.show()

# %% [markdown]
# ## What was confirmed
#
# The table at the top of this page. *On Thyroid* the best reading for all reaches all six means, one more than when
# explored. By the ledger's rule, which asks for the whole 90 % interval of our mean, three of them are reproduced,
# all of RaDOGAGA, and the others undecided. Both RaDOGAGAs are above DAGMM in both tables, as the paper claims, by
# the paired test. The best for Thyroid alone, which takes the mean of squared errors on rows of length 1, reaches
# four of the five for which it was chosen.
#
# *On Arrhythmia* the best reading for all reaches two of the three means that it reached, explored. The one that is
# best for Arrhythmia was chosen for five means that it reached, explored, on five splits. On the twenty others it
# still reaches one of these, RaDOGAGA(d) in Table 4, and one that had lain above its band when explored, DAGMM in
# Table 4. By the ledger's rule one of the six is reproduced under either.
#
# What a reading loses from exploration to confirmation is in part the luck of having been chosen, and in part that of
# the splits and of a training four times as long. The mean distance beyond the bands tells it, in printed deviations.
# On Arrhythmia everything loses: the rule goes from 0.74 to 1.35, rows of length 1 from 0.52 to 0.92, and the best
# for Arrhythmia from 0.00 to 0.28. On Thyroid the rule goes from 1.05 to 0.85, rows of length 1 from 0.21 to 0.00,
# and the best for Thyroid from 0.10 to 0.15.
#
# The reading that was highest for each printed mean when explored:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
for name, table in tables.items():
    display(table[["which was highest"]].iloc[:-1].rename_axis(name, axis="columns"))

# %% [markdown]
# What the networks do under the best reading for all, and under the best for each data set:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
for part, record in confirmed.items():
    for role in ("common", "own"):
        arms = {
            f"{role}_{table}_{method}": f"{heading}, {name}"
            for table, heading in TABLES.items()
            for method, name in METHODS.items()
        }
        title = f"{DATA[part]}, {ROLES[role]}"
        display(recovered.mechanism_table(record, arms).rename_axis(title, axis="columns"))

# %% [markdown]
# (Largest weight and residual features' share are of the mixture of the training rows; the median error is the median
# over the samples of the squared distance between a sample and what is rebuilt of it, divided by the data's variance,
# which is the mean squared distance from the mean sample.)
#
# *On rows of length 1 most of RaDOGAGA's score is that of its residual features*: on Arrhythmia they make on average
# more than four fifths of the variance of its energy, on Thyroid more than three fifths in Table 1 and nearly all in
# Table 4. On Arrhythmia a third to a half of the data's variance is rebuilt, and on Thyroid three quarters or more.
# DAGMM rebuilds worse than the mean sample would, and its mixture ends as one component. On Thyroid training adds two
# to five hundredths to RaDOGAGA's F1 after the warm-up. DAGMM comes into its band in Table 1 from above: untrained it
# has 0.607, and 0.472 at the end.
#
# *With Arrhythmia's columns as they are nothing is rebuilt.* A share of variance explained below zero means that
# the rebuilt samples are farther from the data than the mean sample is. Arrhythmia's columns, as they are, hold
# ages, weights and milliseconds side by side, up to several hundred. The outputs cannot follow, for Adam moves a
# weight by hardly more than its rate in a step: by 3 in all of RaDOGAGA's training, and by 2 in DAGMM's. RaDOGAGA
# learns nothing here that F1 could see: by the mixture of the training rows it is at the end within two hundredths
# of what it was after the warm-up, and residual features make on average less than a twentieth of the variance of
# its energy. DAGMM does learn: by the same mixture its F1 rises by 0.11 in Table 1 and by 0.15 in Table 4. It has
# put all but a hundredth of its mixture's weight into one component.
#
# ## What scaling gives to the controls
#
# Scaling changes the table for whatever looks at it. So before a reading says anything of a method, one has to know
# what it does for detectors without the papers' ideas: the controls of {doc}`Tables 1 <table1>` and
# {doc}`4 <table4>`, here under every scaling, on the same splits. Mean F1 and, in brackets, how many of the three
# means that the table prints are within a printed deviation of it; no verdict stands on these numbers.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
alone = {
    part: record
    for part in explored
    if (record := find_record("scaling_alone", part, profile="paper")) is not None
}
for part, record in alone.items():
    by_scaling = scaling_alone.f1_by_scaling(record)
    display(by_scaling.rename_axis(DATA[part], axis="columns"))

# %% [markdown]
# *Rows of length 1 help PCA and the Gaussian mixture too.* In Table 1 they lift PCA by 0.09 on Arrhythmia and by
# 0.25 on Thyroid, and the mixture by 0.09 and 0.05. The Isolation Forest, which does not see how single columns are
# scaled, gains 0.07 on Thyroid, and on Arrhythmia 0.01, which may be chance. Other scalings lift PCA too: on
# Thyroid it has 0.631 in Table 1 with columns scaled by the training rows to $[0, 1]$.
#
# *On Arrhythmia* PCA and the forest with rows of length 1 are within all six bands, and so is PCA with columns as
# they are. *On Thyroid* the Gaussian mixture with rows of length 1 has 0.656, within the bands of both RaDOGAGAs in
# Table 1; PCA with 0.609 and the untrained network with 0.607 are within that of RaDOGAGA(d). Each of the three is
# within two of the six bands there, and RaDOGAGA and DAGMM together within all. The forest is above every printed
# mean, with 0.714 however columns are scaled, and with 0.783 on rows of length 1. On rows scaled to $[0, 1]$ it has
# 0.618, below RaDOGAGA(log d) in Table 1 there (0.674): of the scalings that were trained in full this is the one
# with a network ahead of it on Thyroid.
#
# The methods under the best reading for all against the controls under the same scaling: mean difference in F1 over
# the splits and, in brackets, the one-sided p-value for the side that it is on. No side was predicted, so double it,
# and mind that of so many tests some come out small by chance.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
for part, record in confirmed.items():
    if part not in alone:
        continue
    against = recovered.against_controls(record, alone[part])
    display(against.rename_axis(DATA[part], axis="columns"))

# %% [markdown]
# *On Thyroid* every method is below the forest. Both RaDOGAGAs are above PCA, by 0.03 to 0.10, and but for
# RaDOGAGA(d) in Table 1 above the untrained network. RaDOGAGA(log d) is above the Gaussian mixture in Table 1; in
# Table 4 both RaDOGAGAs are below it. *On Arrhythmia* no method is above PCA or the forest. DAGMM is below both in
# both tables, RaDOGAGA(d) is in Table 1, and RaDOGAGA(log d) is below PCA there. Both RaDOGAGAs are above the
# untrained network in Table 4, and RaDOGAGA(log d) is in Table 1 too; it is above the Gaussian mixture by 0.025 in
# either table, with a p-value just below 0.05 when doubled.
#
# ## One reading more
#
# Rows of length 1 are one reading of what the authors note, "max-min normalised towards the channel axis". A nearer
# one is that each row is mapped to $[0, 1]$ by its own least and largest value. We entered it when we had seen what
# the others gave, so it took no part in the choice. It was trained on the splits of the exploration first, for as
# many steps as the others there, and then in full on the splits of the tables. Before that second training we
# settled that the nearer to print is the one that reaches more means, and of equals the one whose mean distance
# beyond the bands is smaller. No verdict stands on it.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
late = {"explored": "reduced", "trained in full": "paper"}
columns = {f"rows to [0, 1], {name}": recovered.after_rows(late[name]) for name in late}
columns["rows to length 1, trained in full"] = {
    part: recovered.confirmed_rows(part, record, "common") for part, record in confirmed.items()
}
recovered.after_table(columns)

# %% [markdown]
# *Rows of length 1 are nearer to print.* Trained in full, rows to $[0, 1]$ reach four of the twelve means, all of
# them Thyroid's, where rows of length 1, which had been chosen for what they reach, reach eight, and they are
# farther beyond the bands on both data sets. Explored, they had reached seven, one fewer than rows of length 1. On
# Arrhythmia all three of those are lost, two of RaDOGAGA and one of DAGMM. RaDOGAGA's printed means of Table 1 on
# Thyroid they give to within a tenth of a deviation, nearer than rows of length 1; above DAGMM's there they are by
# more than two and a half. So of these two the reading that is nearer to the authors' words is farther from their
# numbers.
#
# ## The claims
#
# ```{scoreboard}
# :paper: radogaga
# :place: Table 1, recovered
# ```
#
# ```{scoreboard}
# :paper: radogaga
# :place: Table 4, recovered
# ```
#
# ## A quick run

# %% tags=["hide-input"]
live = run_experiment("recovered_settings", dataset=dataset, profile=profile, seeds=seeds)
results_table(live.record, {"f1": "F1", "f1_test_mixture": "F1, mixture of the test rows"})

# %% [markdown]
# ## Where this comes from

# %% tags=["hide-input"]
lately = [recovered.entered_after(profile) for profile in late.values()]
records = (one for each in (explored, confirmed, alone, *lately) for one in each.values())
pd.concat([origin(record) for record in records], axis=1)
