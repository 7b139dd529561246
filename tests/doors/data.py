"""What takes tables, labels, pictures, scores and seeds."""

import numpy as np

from rdo import datasets, diagnostics, evaluation
from tests.doors.values import THREE, VECTOR, door

RNG = np.random.default_rng(0)
X = RNG.random((6, 2))
Y, SCORES = [0, 1, 0, 1, 0, 1], [0.1, 0.9, 0.2, 0.8, 0.3, 0.7]
IMAGES = datasets.Images(RNG.random((4, 1, 28, 28), dtype=np.float32), np.array([0, 1, 0, 1]))

DOORS = [
    *(
        door(function, n=(5, "count"), seed=(0, "seed"), **more)
        for function, more in (
            (datasets.toy_density, {"n_ambient": (4, "count")}),
            (datasets.bent_toy_density, {"turn": (0.5, "share"), "n_ambient": (6, "count")}),
            (datasets.roll, {"radius": (1.5, "positive")}),
            (datasets.cap, {"radius": (1.5, "positive")}),
            (datasets.two_squares, {}),
            (datasets.constant_images, {"side": (4, "count")}),
            (datasets.noise_images, {"side": (4, "count")}),
        )
    ),
    door(datasets.distance_to_squares, x=(X, "array")),
    door(datasets.halves, images=(IMAGES, "object")),
    door(datasets.chimeras, images=(IMAGES, "object")),
    door(datasets.Images, x=(IMAGES.x, "tensor"), labels=([0, 1, 0, 1], "classes")),
    door(IMAGES.take, rows=([0, 1], "chosen")),
    door(datasets.check_table, X=(X, "table"), name="X"),
    door(datasets.scale_minmax, X=(X, "table"), per_column=(True, "flag")),
    door(datasets.read_csv_table, path=("right.csv", "path")),
    door(datasets.read_density_csv, path=("right.csv", "path")),
    door(datasets.load, name=("digits", "name"), fetch=False),
    door(
        datasets.load_images, name=("digits", "name"), split_seed=(0, "seed"), fetch=(False, "flag")
    ),
    door(datasets.load_colour_images, name=("cifar10", "name")),
    door(datasets.load_faces, name=("celeba", "name")),
    door(datasets.locate, name=("thyroid", "name"), fetch=(False, "flag")),
    door(datasets.find, name=("digits", "name")),
    door(datasets.how_to_get, name=("digits", "name")),
    door(evaluation.count_flagged, n=(5, "count"), ratio=(0.4, "share")),
    door(evaluation.flag_top, scores=(SCORES, "scores"), ratio=(0.4, "share")),
    door(evaluation.flag_highest, scores=(SCORES, "scores"), count=(2, "whole")),
    door(evaluation.threshold_metrics, y_true=(Y, "labels"), flagged=(Y, "labels")),
    door(evaluation.ranking_metrics, y_true=(Y, "labels"), scores=(SCORES, "scores of rows")),
    door(
        evaluation.detection_metrics,
        y_true=(Y, "labels"),
        scores=(SCORES, "scores of rows"),
        ratio=(0.4, "share"),
    ),
    door(evaluation.split_halves, y=(Y, "labels"), seed=(0, "seed")),
    door(
        evaluation.judge,
        protocol=(evaluation.PROTOCOLS["paper"], "object"),
        y=(Y, "labels"),
        split=(evaluation.split_halves(Y, 0), "object"),
        scores=(SCORES, "scores of rows"),
        ratio=(0.4, "share"),
    ),
    door(
        evaluation.f1_at,
        prevalence=([0.1, 0.5], "array"),
        recall=(0.9, "not negative"),
        false_alarm_rate=(0.1, "not negative"),
    ),
    door(evaluation.paired_p_value, a=(SCORES, "pairs"), b=(SCORES[::-1], "pairs")),
    door(
        diagnostics.density_correlation,
        density=(VECTOR, "array"),
        energy=(VECTOR, "energies"),
    ),
    door(diagnostics.divergence_from_gaussian, z=(VECTOR, "quantiles")),
    door(diagnostics.clustering_accuracy, first=(THREE, "classes"), second=(THREE, "classes")),
    door(
        diagnostics.within_cluster_rank_correlation,
        density=(VECTOR, "array"),
        energy=VECTOR,
        component=(THREE, "classes"),
    ),
    door(diagnostics.mutual_information, z=(X, "array"), n_neighbors=(2, "count")),
    door(
        diagnostics.log_normaliser,
        energy=(VECTOR, "values"),
        cell=(0.1, "positive"),
        temperature=(1.0, "positive"),
    ),
    door(
        diagnostics.factor_summary,
        mean=(X, "array"),
        variance=(X + 1, "array"),
        normal=(0.8, "positive"),
        influential=(0.5, "not negative"),
    ),
    door(diagnostics.expected_difference, rotation=(np.eye(2), "array")),
    *(
        door(
            function,
            encode=(lambda v: v, "function"),
            n_factors=(2, "count"),
            n_pairs=(2, "count"),
            n_points=(3, "count"),
            seed=(0, "seed"),
        )
        for function in (diagnostics.difference_points, diagnostics.disentanglement_score)
    ),
    door(diagnostics.fitted_variances, mean=(X, "array"), variance=(X + 1, "array")),
    door(
        diagnostics.gibbs_weights,
        energy=(VECTOR, "values"),
        cell=(0.1, "positive"),
        temperature=(1.0, "positive"),
    ),
]
