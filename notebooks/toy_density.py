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
# # RaDOGAGA, Section 5.1: the density of the latent
#
# RaDOGAGA {cite}`kato2020radogaga` promises more than a good ranking. Its loss should make the decoder
# an isometry up to a factor, and then the density of the latent is *proportional* to that of the data:
# $P_z(z) \propto P_x(x)$. On real data nobody knows $P_x$, so Section 5.1 makes data for which it is
# known. Three coordinates $s$ are drawn from a mixture of three Gaussians and scattered into sixteen
# dimensions by a random matrix,
#
# $$x = \sum_{d=1}^{3} u_d s_d, \qquad u_{dm} \sim U(-\tfrac12, \tfrac12),$$
#
# and the density of $x$ is that of $s$, up to a constant. The paper reports the correlation of $P_x(x)$ with the
# density the model estimates: 0.691 for DAGMM, 0.997 for RaDOGAGA with $h(d) = d$, 0.999 with $h(d) = \log d$.
#
# **On these data PCA with a mixture fitted by EM is above every trained method, and DAGMM's latents are as good: what
# fails there is its estimation network. On a surface bent until PCA fails, in the median RaDOGAGA is below
# DAGMM and below a plain autoencoder.**
#
# Points are seeds, large marks their medians. On the left are the paper's own data, then surfaces that are bent more
# and more.

# %% tags=["parameters"]
dataset = "toy"  # or, on a curved surface, bent_30, bent_60, bent_85 or bent_85_light
profile = "smoke"  # or reduced, paper
seeds = None  # the profile's own number
table = None  # or a CSV: features, then the density
start = "gauge"  # or glorot

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(globals(), dataset=str, profile=str, seeds=int | None, table=str | None, start=str)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication.kit import run_experiment
from replication.kit.figures import seed_strip
from replication.kit.tables import origin, results_table, verdicts
from replication.ledger import find_record, read_arrays
from replication.toy_density import TURNS, correlation_by_turn, density_scatter, latent_scatter

pd.set_option("display.max_colwidth", None)

# %% tags=["hide-input"]
found = {name: find_record("toy_density", name) for name in TURNS}
bends = [record for record in found.values() if record is not None]
for name, record in found.items():
    if record is None:
        print(f"Not run yet: rdo run toy_density --dataset {name} --profile paper")
if len(bends) > 1:
    correlation_by_turn(bends, "correlation", "correlation of P(x) with P(z)")
    plt.show()

# %% [markdown]
# ## How it is trained
#
# The paper does not say where its training starts. For RaDOGAGA we fix the scale of the latent beforehand: a
# thousand steps for reconstruction alone, then the one linear change of $z$ that makes Eq. 10 hold on
# average and leaves every reconstruction as it was. From there on the loss is the paper's. DAGMM has no
# such scale and starts from Glorot's weights, or, as **DAGMM, warmed up**, after the same thousand steps.
# The number of steps and the size of the batch are not printed either: 40,000 and 512 were chosen before
# the run. Appendix G adds a **beta-VAE**, whose $P(z)$ is its prior's.

# %% [markdown]
# ## The full run

# %% tags=["hide-input", "nbval-check-output"]
columns = {
    "correlation": "correlation",
    "em_correlation": "EM's",
    "caught": "worse than EM",
    "latent_scale": "latent scale",
    "gram_diagonal": "Gram diagonal",
}
stored = find_record("toy_density", "toy")
if stored is None:
    print("Not run yet:\nrdo run toy_density --profile paper")
else:
    display(results_table(stored, columns))

# %% tags=["hide-input"]
if stored is not None:
    seed_strip(stored, "correlation", "correlation of P(x) with P(z), one point per seed")
    plt.show()

# %% [markdown]
# A seed is **worse than EM** when the mixture that EM fits to the very same latents is better by more than 0.1 nats
# per row than the one its estimation network gives. That is said of the mixture; the autoencoder of such a seed may
# be perfectly sound. **EM's** correlation is that of this second mixture, so the two columns separate a latent of
# the wrong shape from a mixture badly fitted.
#
# ## Figure 5, drawn again
#
# The seed with the median correlation of each method, 2,000 of its rows. Proportional densities lie on
# a straight line; both axes are scaled to end at one.

# %% tags=["hide-input"]
if stored is not None:
    arrays = read_arrays(stored)
    density_scatter(arrays)
    plt.show()

# %% [markdown]
# And Figures 4 and 10: the source, and the latents of the same seeds, in the plane in which they vary most, shaded
# by the density the method gives them.

# %% tags=["hide-input"]
if stored is not None:
    latent_scatter(arrays)
    plt.show()

# %% [markdown]
# ## What the figure does not show
#
# Read the controls first. **PCA followed by an EM mixture**, which knows nothing of isometry, of rate or of
# distortion, stands above every trained method. The reason is in the construction: $x$ is a *linear* image of $s$,
# so any linear encoder has a constant Jacobian and gets the proportionality for free. Even an **untrained network**
# keeps most of it for most seeds. RaDOGAGA's correlations are high here too, though whether they are the printed
# ones is undecided; but on these data a method that preserves the density cannot be told from any linear encoder.
# To test the theory takes data on a curved surface, on which PCA must fail.
#
# Then compare the two columns. DAGMM's *latents* hold the density almost perfectly: let EM fit the mixture and the
# correlation is that of the best. What fails is its estimation network, in every seed. The gap in Figure 5 is a gap
# between two fits of a mixture. RaDOGAGA's estimation network, too, is worse than EM in some of its seeds, with
# either $h$, and there EM finds on the same latents what the network missed. Appendix G blames the beta-VAE's
# Jacobian for its cloud of points; but its latents hold the three components, and EM's mixture on them follows
# $P(x)$ closely. What fails is a prior of one Gaussian for data of three.
#
# Why does the network fail where EM does not? The **latent scale** may be part of an answer, which no run here tests.
# Nothing in DAGMM's loss sets
# the size of $z$, and it stays far below that of RaDOGAGA, where the third term of the loss sets it. EM does not
# mind the scale of its input; ten tanh units do. The warm-up alone is no help: after it DAGMM is worse than EM in
# every seed as before, for nothing in it sets the scale either.
#
# Last, the **Gram diagonal**. Eq. 10 says 1, and by our choice of start its mean over the data *is* 1 when
# training begins. By the end it has moved to several times that for both choices of $h$. The
# proportionality survives, since on this data it needs no isometry, but the equation that is meant to
# cause it does not hold after training with the paper's weights and learning rate.

# %% [markdown]
# ## A toy that can fail
#
# So we bend it. Each coordinate of $s$ is laid along an arc of its own, in two dimensions, and the six
# dimensions are turned into sixteen by a random frame. An arc keeps lengths, so the map from $s$ to $x$
# has $J^T J = I$, and by the change of variables the density on the surface is that of $s$, to the digit.
# A nonlinear encoder can unroll the arcs and meet a mixture of three Gaussians. A linear one cannot, and
# how badly it fails depends on how far the arcs go round.
#
# Networks and weights are those of Section 5.1.1, and RaDOGAGA starts from the fixed gauge; the learning
# rate is ten times the printed one for 15,000 steps and the printed one for 5,000. The figure at the top
# of the page shows what comes of it. The paper's own data, on its left, are trained at the printed rate
# and for twice as long, so that no line leads from there to the bends.

# %% tags=["hide-input", "nbval-check-output"]
bent_columns = {
    "correlation": "correlation",
    "em_correlation": "EM's",
    "caught": "worse than EM",
    "gram_variation": "Gram variation",
    "gram_off_diagonal": "off the diagonal",
}
for record in bends:
    if record.dataset != "toy":
        print(record.dataset)
        display(results_table(record, bent_columns))

# %% [markdown]
# The untrained networks fall as soon as the surface bends; PCA holds out longer, and at three and six
# tenths of a circle stands above both RaDOGAGAs. At the strongest bend all controls fail, as they should:
# they are far from what training reaches. So there a method can earn its correlation. **RaDOGAGA earns
# less of it than DAGMM.** Both choices of $h$ scatter over the seeds, and their medians stay below the
# 0.95 that we asked for; DAGMM lies above it in 17 seeds of twenty, and in 19 with the warm-up. The
# estimation network is not to blame this time. No seed is worse than EM, and EM, given the same
# latents, finds the same correlation.
#
# The column to look at is the **Gram variation**, the coefficient of variation of the diagonal of $J^T J$
# over the data: a density carries over if a cell of the latent takes up the same volume everywhere. For
# RaDOGAGA, whose loss is meant to see to that, its median at the strongest bend is more than twice that
# of DAGMM, whose loss does not mention it. DAGMM's weights in Section 5.1.1 are so small that what it
# trains is close to a plain autoencoder with a mixture fitted along.
#
# What spoils it for RaDOGAGA, {doc}`jacobian_orthonormality` suggests: weights like these drown the term that
# should keep lengths by the one that rebuilds, and a hundredth of $\lambda_1$ mends it on a cylinder. The data set
# `bent_85_light` is the strongest bend, trained with that hundredth of $\lambda_1$; the factor was taken from the
# cylinder before this run. The median rises above 0.95, though not every seed does, and the Gram variation falls by
# more than a quarter. Yet beside it stands a **plain autoencoder**, with EM's mixture on its latents and no term
# for lengths at all, and at the median it is ahead of RaDOGAGA at either weight, if behind DAGMM. What unrolls the
# arcs is rebuilding with a smooth network. That the term for lengths adds to it cannot be seen on these data.
#
# The beta-VAE's own prior is a single Gaussian and cannot fit three clusters; EM on its latents can.

# %% [markdown]
# ## The verdicts

# %% tags=["hide-input"]
if stored is not None:
    display(verdicts("radogaga", "Section 5.1", "toy"))
    display(verdicts("radogaga", "Section 5.1.2"))
    display(verdicts("radogaga", "Appendix G"))
    display(verdicts("radogaga", "Section 4.2"))

# %% [markdown]
# ## A quick run, or a table of your own
#
# A few hundred steps show the parts at work, and that they are far from done: the estimation network
# has not yet told the three components apart.
#
# To run it on a table of your own, give a CSV of feature columns and a last column with the density of each
# row: `rdo run toy_density --table mine.csv`, or
# `papermill notebooks/toy_density.ipynb out.ipynb -p table mine.csv`. It needs at least 512 rows and three
# features, which are scaled together; latent and mixture are those of the paper, three dimensions and three
# components.

# %% tags=["hide-input"]
options = {"table": table} if table else {}
result = run_experiment(
    "toy_density", dataset=dataset, profile=profile, seeds=seeds, start=start, options=options
)
results_table(
    result.record,
    {"correlation": "correlation", "em_correlation": "with EM on the same latents"},
)

# %% tags=["hide-input"]
density_scatter(result.arrays)
plt.show()

# %% [markdown]
# ## Where this comes from
#
# The rule: what the paper prints; else what its authors published beside it; else what the paper they compare with
# used; for the start, which nobody prints, the gauge-fixed one. None of them gives steps and batch for the toy.

# %% tags=["hide-input"]
if stored is not None:
    display(origin(stored).to_frame())
