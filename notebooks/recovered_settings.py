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
# Most rows of {doc}`Tables 1 <table1>` and {doc}`4 <table4>` stay below what is printed, under the rule by which we
# settled what RaDOGAGA's paper {cite}`kato2020radogaga` leaves open. Would another reading of it give the printed numbers?
# On Arrhythmia we searched 52 readings, and then asked again on splits that the search had not seen:
#
# * **The best reading reached five of the six printed means where it was chosen (explored), and two where it was not
#   (confirmed).** The rule reaches none. No row of Table 1 is reached by any reading that we confirmed.
# * **Under the best reading the networks rebuild nothing**: they are farther from a row than the mean row is.
# * **An Isolation Forest, with scikit-learn's settings as they come, lies within all six bands.**
#
# So the numbers are not hard to have on Arrhythmia, and having them says little about the method. Thyroid and
# both KDDCups are not explored yet.

# %% tags=["parameters"]
dataset = "breast_cancer"  # or arrhythmia, thyroid, kddcup_rev, kddcup
profile = "smoke"  # reduced explores, paper confirms
seeds = None  # the profile's own number

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication import recovered_settings as recovered
from replication.kit import run_experiment
from replication.kit.labels import METHODS
from replication.kit.tables import origin, results_table
from replication.ledger import read_arrays
from replication.recovered_settings.config import HEADINGS, reading_of

pd.set_option("display.max_colwidth", None)
explored, confirmed = recovered.explored(), recovered.confirmations()

# %% tags=["full-width", "hide-input", "nbval-check-output"]
for part, record in confirmed.items():
    display(recovered.confirmed_table(part, record))

# %% [markdown]
# ## The space
#
# {doc}`unstated_choices` changes one thing at a time, and asks what each is worth. Here the question is turned round: is
# there *any* reading that gives the printed numbers? A reading is the rule of {doc}`Table 1 <table1>` with some of
# these departures. All were written down before the first run, each with who does it so:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
recovered.space()

# %% [markdown]
# ## How a reading is chosen, and why that is no result
#
# Every departure is tried alone, then what the authors' published code for another experiment does where both texts are
# silent ("the authors' base"), then all pairs of the best five. That is done on *exploration splits*, which no
# other number of this book stands on, for a quarter of the tables' steps. A row counts as reached if our mean lies within one
# printed standard deviation of the printed mean, on either side. Of the readings the one that reaches most rows is
# chosen, and of equals the one that lies nearer to the bands.
#
# Such a choice looks at the printed values, and through F1 at the test labels. Of so many readings the best is the best
# by luck as well, so what it reaches on these splits is **explored, and no result**. What is chosen is then trained
# anew, in full, on the twenty splits of Tables 1 and 4, and judged there.
#
# ## What was explored

# %% tags=["hide-input"]
for part, record in explored.items():
    recovered.reading_map(part, record, f"{part.capitalize()}, explored")
    plt.show()

# %% [markdown]
# Blue is below the printed mean and red above, and a dot marks a row that is reached. On Arrhythmia, explored, the rule
# reaches one row. *Scaling decides.* Nothing moves the rows as far as what is done to the columns before
# training: taken as they come in the file they reach four rows, and five if the mixture that scores is estimated from
# the rows that it scores; the authors' base reaches five if columns are scaled by the training rows alone;
# standardised columns are the farthest of all, none reached. Every row is reached by some reading, the rarest by six
# of the 52. Batches and the start come next; the offset of norms and the jitter
# change nothing that shows.

# %% tags=["full-width", "hide-input", "nbval-check-output"]
table = recovered.readings_table(explored)
display(table.head(12).rename_axis("explored, the best").reset_index())
display(table.tail(5).rename_axis("explored, the last").reset_index())

# %% [markdown]
# The smallest departure that reaches each row, of fewest changes first:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
for part, record in explored.items():
    display(recovered.smallest_departures(part, record).rename_axis("explored").reset_index())

# %% [markdown]
# F1 along the training, under four ways to scale; grey is the printed band. The number of steps is the one choice for
# which no row had to be trained anew. From the middle on the curves are nearly level, but for DAGMM's.

# %% tags=["hide-input"]
shown = [reading_of(name) for name in ("rule", "unscaled", "rows", "standard")]
for part, record in explored.items():
    recovered.along_training(part, record, read_arrays(record), shown)
    plt.show()

# %% [markdown]
# ## What was confirmed
#
# The table at the top of this page. The reading was chosen for five rows that it reached on five splits. On twenty
# others one of the five is left, RaDOGAGA(d) in Table 4, and the row that had lain above its band, DAGMM in Table 4,
# has come down into it. Of the four that are below again one is decided, RaDOGAGA(log d) in Table 1; for the others the
# interval of our mean still touches the band. The reading with the highest explored mean in a row does no better where
# it was most extreme: for RaDOGAGA(d) in Table 1 it had 0.519 explored, and has 0.436 confirmed.
#
# It is the splits more than the steps. A confirmation trains four times as long; but after as many steps as were
# explored, all eleven trainings are below what they had there. Whoever tries many settings on the splits that he
# reports is bound to gain so much by luck, and cannot see it.
#
# What the networks do under the best reading for all:

# %% tags=["full-width", "hide-input", "nbval-check-output"]
for record in confirmed.values():
    arms = {
        f"common_{table}_{method}": f"{heading}, {name}"
        for table, heading in HEADINGS.items()
        for method, name in METHODS.items()
    }
    display(recovered.mechanism_table(record, arms))

# %% [markdown]
# A share of variance explained below zero means that the rows that come out of the decoder are farther from the data than
# the mean row is. Arrhythmia's columns, as they are, hold ages, weights and milliseconds side by side, up to several
# hundred. The outputs cannot follow: Adam moves a weight by hardly more than its rate in a step, in this training by 3
# in all. So in RaDOGAGA's energy the residual features count for less than a twentieth, and what is left is the density
# of a few numbers that a nearly random encoder takes from the largest columns. Its F1 at the end is within two
# hundredths of that at the start. That this ranks the sick as well as the trained networks of the rule do, and better,
# agrees with what {doc}`Table 1 <table1>` finds by its controls: on Arrhythmia it is not the learning that
# finds anomalies. DAGMM's mixture has put all but a hundredth of its weight into one component.
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
pd.concat([origin(record) for record in (*explored.values(), *confirmed.values())], axis=1)
