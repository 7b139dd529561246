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
# # Langevin supplement, Algorithm 1: walking with an autoencoder
#
# Draw an image of pure noise. Send it through an autoencoder, add a little noise, send it through again. The
# supplement on Langevin sampling does this ten times, from ten thousand starts, and lets a classifier
# label what the walks pass. It calls this *Langevin with few restarts*, a heuristic "to avoid oversampling
# high-density regions", and prints no result. We asked four questions of it, on MNIST and with small networks.
#
# 1. *Do the walks move towards the data?* **In the first step only**, and not far: a black page with the same noise
#   on it is nearer to the data. Later steps lead away.
# 2. *Do many short walks cover the data more evenly than one long walk?* **Yes**, but they spend most of their time
#   in few regions.
# 3. *Can a fresh network learn the classifier's task from the walks alone?* **Somewhat.** With ReLU networks it gets
#    0.90 of the real digits right, where labelled noise alone gives 0.81; with tanh networks it is 0.89 either way.
# 4. *Which density is such a walk's stationary one?* In two dimensions, where it can be computed, and for maps in
#    closed form: **the one intended, if the noise has the right variance. If the printed $\lambda$ is that of
#    Proposition 2, the printed noise has not**: its standard deviation is $\lambda$ where it should be
#    $\sqrt\lambda$. The walks of the networks trained here do not reach that density.
#
# Whether noise and data overlap in the plane of two principal components, as the supplement's Figures 1 to 3 have it,
# depends on how pixels are scaled, which it does not say.
#
# Each row below is a walk, from noise on the left to its last step: above through a plain autoencoder, below through
# one that was trained to remove noise of standard deviation 0.3 {cite}`vincent2008denoising`.

# %% tags=["parameters"]
dataset = "digits"  # or mnist
profile = "smoke"  # or reduced, paper
steps = None  # R; the profile's own: 10
walks = None  # 200 at smoke, 10,000 at paper
noise = None  # lambda; 0.1

# %% tags=["hide-input"]
from replication.kit import check_parameters

check_parameters(
    globals(), dataset=str, profile=str, steps=int | None, walks=int | None, noise=float | None
)

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from replication import langevin_sampling, langevin_stationary, principal_plane
from replication.kit import run_experiment
from replication.kit.tables import errata, origin, results_table, verdicts
from replication.ledger import find_record, read_arrays

pd.set_option("display.max_colwidth", None)

# %% tags=["hide-input"]
given = {"steps": steps, "walks": walks, "noise": noise}
options = {name: value for name, value in given.items() if value is not None}
live = run_experiment("langevin_sampling", dataset=dataset, profile=profile, options=options)
in_plane = run_experiment("langevin_stationary")
record = find_record("langevin_sampling", "mnist")
plane_record = find_record("langevin_stationary", "mixture")
trained_record = find_record("langevin_stationary", "trained")
if record is None:
    print("Not run on MNIST yet, a quick run is shown instead:")
    print("rdo run langevin_sampling --dataset mnist --profile paper")
# What is stored is shown, unless something else was asked for.
if record is None or options or (dataset, profile) != ("digits", "smoke"):
    stored, arrays = live.record, live.arrays
else:
    stored, arrays = record, read_arrays(record)
plane, plane_arrays = (
    (in_plane.record, in_plane.arrays)
    if plane_record is None
    else (plane_record, read_arrays(plane_record))
)
trained_arrays = None if trained_record is None else read_arrays(trained_record)
print(f"Shown: {stored.dataset}, {stored.profile}, {len(stored.seeds)} seeds.")

# %% tags=["hide-input"]
langevin_sampling.walk_images(arrays)
plt.show()

# %% [markdown]
# ## What the pseudo-code says
#
# Algorithm 1 as printed stops at once: the step is inside `if i > 1`, so that from the start, $x_0$, neither $x_1$
# nor $x_2$ is ever computed. What it can mean is not in doubt; we read it as follows.
#
# | printed | here |
# | --- | --- |
# | the start $x_n$, with the number of the walk | $x_0$ |
# | the step inside `if i > 1` | every pass makes a step; the test decides what is *collected* |
# | collect $x_i$ before the step, for $i > 1$ | the same: $x_2$ to $x_R$; the start and the first state are left out |
# | $n = 0$ to $N_s$, $i = 0$ to $R$ | $N_s$ walks of $R$ steps; the printed last step would be thrown away |
# | `AEs` above, `AE` below | one autoencoder per seed |
# | $\lambda$, the "regularization coefficient", times $\varepsilon$ | a standard deviation, as the formula has it; more below |
#
# So each walk is $x_{i+1} = r(x_i) + \lambda \varepsilon_i$ from $x_0 \sim N(0, I)$, and gives $R - 1$ pairs of an
# image and a label. Every draw depends on the seed, the walk and the step alone, so that a walk is the same in any
# company. No network and no training is printed: ours are small. The autoencoder has one hidden layer and 32
# latents, and of classifiers we take two kinds, ReLU with two hidden layers and tanh with one. What follows is
# about these, with widths, steps of training and a batch of

# %% tags=["hide-input"]
settings = ("hidden", "autoencoder_steps", "classifier_steps", "student_steps", "batch_size")
pd.Series({name.replace("_", " "): stored.config[name] for name in settings}).to_frame("")

# %% [markdown]
# ## How far from the data
#
# In the pictures above the first step does nearly all: it throws the noise onto what the decoder can draw, blots and
# streaks of pen more often than digits.

# %% tags=["hide-input"]
langevin_sampling.along_the_walk(stored, arrays)
plt.show()

# %% tags=["hide-input"]
columns = (
    "distance_start",
    "distance_first",
    "distance_last",
    "confidence_gain",
    "distance_black",
    "distance_mean",
    "distance_test",
)
results_table(stored, {name: langevin_sampling.EXPERIMENT.headings[name] for name in columns})

# %% [markdown]
# Lines are means over the seeds, bands reach from the least seed to the largest; two hundred walks of each, and
# distances to ten thousand training images. The first step is a long one, for a start of pure noise is far from
# anything. But it lands *farther* from the data than a black page with the same noise on it, at 7.6 for 5.0. (A
# test image, without noise, is at 4.6.) The later steps lead away again. An autoencoder has only learnt to leave
# *data* in place: where there is none, nothing pulls its walks back. Training against noise lets the first step
# land nearer, but it has met images with a little noise on them and not noise alone, and its walks leave the data
# as well. The classifier does not grow surer either.
#
# ## Few restarts, or one long walk?
#
# The same number of states, collected by short walks from many starts or by one walk that never starts anew. Four
# measures: how evenly the predicted classes are met (2.303 nats if all ten are equal), how many of a hundred cells
# of the training images are reached, how far the cells' shares are from those of the data, and how much of the data
# is in the cells visited, relative to what it is for the data themselves: above 1 where dense regions are
# oversampled.

# %% tags=["hide-input"]
columns = ("entropy", "cells", "oversampling", "visited", "distance_last")
results_table(stored, {name: langevin_sampling.EXPERIMENT.headings[name] for name in columns})

# %% [markdown]
# Restarts spread the walks, and the long walk shows that they are needed: it stays in a cell or two for good. How
# far that goes is another matter. Short walks *reach* nearly every cell, and spend most of their time in a few:
# their divergence from the data's shares is below the long walk's by less than a quarter. Nor is it a *dense*
# region that the long walk oversamples, as the heuristic's name has it. The cell where it stays holds hardly more
# of the data than data themselves meet on average, and it stays far off, farther than where the short walks end: at
# a place of its own.
#
# ## What do the walks teach?
#
# A fresh *student* sees the synthetic images and the teacher's labels, never a real one, and is then tested on real
# images. Beside it stand a student of real images and one that gets plain Gaussian noise, labelled by
# the same teacher. The last is the control that matters: what it scores, one can have without any walk.

# %% tags=["hide-input"]
columns = ("accuracy", "margin")
results_table(stored, {name: langevin_sampling.EXPERIMENT.headings[name] for name in columns})

# %% [markdown]
# The walks do teach, and with ReLU networks they teach more than noise does. But labelled noise teaches a great
# deal by itself, and tanh networks learn from it as much as from the walks. The wide margin that we had asked for,
# twenty points, is not there. Against a student who guesses, the same walks would have looked like a triumph.
#
# More steps or another noise, for the ReLU networks, a fifth of the pairs and as many at every setting, so that
# longer walks are fewer. Lines are means over the seeds, bands reach from the least seed to the largest:

# %% tags=["hide-input"]
langevin_sampling.settings_swept(arrays)
plt.show()

# %% [markdown]
# ## Noise and data in the plane of two components
#
# The supplement's Figures 1 to 3 project a thousand Gaussian points onto the first two principal components of the
# training images. On MNIST it finds noise and data apart, on CIFAR-10 and CIFAR-100 overlapping. One thing it does
# not say decides the picture: how pixels are scaled before $N(0, I)$ is laid beside them. We draw both customs,
# pixels in $[0, 1]$, and pixels shifted and stretched to mean 0 and standard deviation 1. Of CIFAR-10 we have 4,000
# images, and of CIFAR-100 the five classes of flowers, which are not CIFAR-100 and go by their own name.

# %% tags=["hide-input"]
planes = {
    name: found
    for name in principal_plane.EXPERIMENT.parts
    if (found := find_record("principal_plane", name)) is not None
}
if planes:
    principal_plane.random_points({name: read_arrays(found) for name, found in planes.items()})
else:
    principal_plane.random_points({"digits": run_experiment("principal_plane").arrays})
plt.show()

# %% tags=["hide-input"]
for name, found in planes.items():
    print(name)
    display(results_table(found, principal_plane.EXPERIMENT.headings))

# %% [markdown]
# *Told by neighbours* is the share of points whose ten nearest others are mostly of their own kind: 1 where the two
# are apart, one half where they are mixed. With pixels in $[0, 1]$, which we had chosen for the verdict before we
# had seen this, MNIST misses its caption by a little and CIFAR-10 by far. Most of MNIST's pixels are black, so that
# noise of mean 0 falls at one side of the images, on top of some of the ones and sevens, and within their hull for
# the greater part. Photographs are bright, and the same noise falls outside nearly all of them.
#
# With standardised pixels the noise lies in the middle of the images, in every plane: *the share inside the data's
# hull* is all of it. On CIFAR-10 that is the overlap which the caption sees. The neighbours tell noise from data
# all the same, for it is a dot: a Gaussian of unit variance in three thousand dimensions has unit
# variance in the plane, and images, whose pixels go together, vary many times as much along their first components.
# Whether two clouds overlap and whether they can be told apart are different questions, and neither says much about
# where a walk can go: what decides that is the first step, above.

# %% [markdown]
# ## The stationary density of a walk
#
# In the plane no sample is needed. The walk $x' = r(x) + s \xi$ turns one density into the next by an integral,
# and the integral leaves the stationary density as it is:
#
# $$\pi(x') = \int N(x'; r(x), s^2 I)\, \pi(x)\, dx .$$
#
# On a grid that is an eigenvector of a matrix. We take a mixture of three Gaussians as the data's density $p$, and
# first maps that are known in closed form: *the first order of Proposition 2*, $x + \frac{\lambda}{2} \nabla \log
# p$; the *best denoising autoencoder*, $x + \sigma^2 \nabla \log p_\sigma$, where $p_\sigma$ is $p$ blurred by the
# noise it was trained against; and an *exact lossy autoencoder*, a solution of the supplement's Eq. 7. That one can
# only be built from its output ({doc}`lossy_autoencoder_score`): the mixture is the density of what comes out, and
# the walk is held against the density $p_\lambda$ of what goes in, which tends to the mixture as $\lambda$ falls.
#
# **What to expect.** With $s^2 = \lambda$ all of them are a Langevin chain in steps of $\lambda$ up to terms of
# order $\lambda^2$ a step. A chain that makes an error of order $\lambda^2$ a step, and moves by $\lambda$, has a
# stationary density that is off by order $\lambda$: $\pi = p\,(1 + \lambda c + \dots)$. The Kullback-Leibler
# divergence is quadratic in that,
#
# $$D(\pi \Vert p) = \tfrac{\lambda^2}{2} E_p[c^2] + \dots,$$
#
# so the slope on the left should be 2. For a Gaussian it can be done by hand. A map $x \mapsto a x$
# has the stationary variance $s^2 / (1 - a^2)$. With $\epsilon = \lambda / 2 \sigma^2$ the exact lossy autoencoder's
# variance is too small by the factor $1 - \epsilon / 2$, the first order's too large by $1 + \epsilon / 2$, and
# the denoiser's by $1 + 3 \epsilon / 2$: nine times the divergence.

# %% tags=["hide-input"]
langevin_stationary.divergences(plane_arrays, trained_arrays)
plt.show()

# %% tags=["hide-input", "nbval-check-output"]
columns = ("divergence", "order", "relaxation", "ten_steps", "ten_steps_largest")
results_table(plane, {name: langevin_stationary.EXPERIMENT.headings[name] for name in columns})

# %% [markdown]
# Of the maps in closed form three converge, at the rate predicted. Two do not, and both mistakes are easy to make.
#
# - **The noise as printed.** Algorithm 1 multiplies $\varepsilon$ by $\lambda$ itself. If that is the $\lambda$ of
#   Proposition 2, as its name there says, the variance is $\lambda^2$ where $\lambda$ is needed. That is a Langevin
#   chain at the temperature $\lambda$, whose stationary density is $p^{1/\lambda}$: at $\lambda = 0.1$, in the
#   highest peak. Written as $\sqrt{\lambda}\, \varepsilon$ it is right.
# - **The noise a denoiser was trained with.** It moves a point by $\sigma^2$ times the score, twice what
#   Proposition 2 does at the same variance. Fed with that same noise, the walk runs at half the temperature,
#   towards $p^2$. It needs noise of variance $2 \sigma^2$.
#
# ### Do trained networks do it?
#
# By {doc}`one_theory`, RaDOGAGA with $h(d) = d$ should find the lossy autoencoder with $\lambda = 1 / \lambda_1$,
# given a latent as wide as the data and a prior that fits. So we train one in the plane, on the same density, and
# beside it a denoising autoencoder with the same networks, data and number of steps. The denoiser is the control:
# what both miss is not the fault of RaDOGAGA's loss.

# %% tags=["hide-input", "nbval-check-output"]
if trained_record is None:
    print("Not run yet:\nrdo run langevin_stationary --dataset trained --profile paper")
else:
    columns = (
        "divergence",
        "order",
        "drift_error",
        "drift_error_largest",
        "prior_divergence",
        "strayed",
    )
    display(
        results_table(
            trained_record, {c: langevin_stationary.EXPERIMENT.headings[c] for c in columns}
        )
    )

# %% [markdown]
# Neither walk has the stationary density $p$, and as $\lambda$ falls the divergence does not fall but grows.
# RaDOGAGA's density is nearly right: points drawn from its prior and decoded are close to the data's in divergence.
# Nor do the walks leave the data. What is wrong is the drift, the denoiser's at the smallest $\lambda$ as much as
# RaDOGAGA's. The map to be learnt is the identity and a displacement of order $\lambda$, and the walk lives on the
# displacement alone: an error of the networks is divided by $\lambda$ before it is added to half the score. So a
# smaller $\lambda$, which brings the theory nearer, takes the networks further away. Proposition 2 is about maps,
# and it holds. To read a density off a trained network takes, on top of it, a network that is exact to a small part
# of $\lambda$. Whether longer training or larger networks would give that is open: these were fixed beforehand, by
# the time they take.

# %% tags=["hide-input"]
langevin_stationary.densities(plane_arrays, trained_arrays)
plt.show()

# %% [markdown]
# **What ten steps do.** A walk forgets where it started in a number of steps that grows as $1 / \lambda$: each goes
# a way of the order of $\sqrt{\lambda}$. So ten steps are few or many by what $\lambda$ is, as the figure's right
# panel has it. At the smallest they leave most of the start's distance from $p$; at $0.08$ next to nothing, in this
# plane, where the start already lies among the peaks. With the noise as printed the peaks are closed to each other,
# and the walk needs longer than anybody has. Restarts do not repair a chain. They matter where ten steps are few:
# then what the walks cover is decided by where the starts fall and what the first steps do to them.
#
# ## Verdicts

# %% tags=["hide-input"]
display(verdicts("langevin", "Algorithm 1"))
display(verdicts("langevin", "Algorithm 1 on images"))
display(verdicts("langevin", "Figures 1 to 3"))

# %% tags=["hide-input"]
errata("langevin", "Algorithm 1")

# %% [markdown]
# The supplement prints none of these numbers. They are its heuristic's name, its figures' captions and Proposition
# 2, said so that they can fail.
#
# The loops, as printed and as read above (`rdo run langevin_derivation --dataset walk`):
#
# ```{scoreboard}
# :paper: langevin
# :place: Algorithm 1, its loops
# ```
#
# ## Where this comes from
#
# The supplement prints no network, no training and no start. Autoencoders and tanh networks start from Glorot's
# weights, ReLU networks from PyTorch's own.

# %% tags=["hide-input"]
for one in (record, plane_record, trained_record, *planes.values()):
    if one is not None:
        display(origin(one).to_frame())
