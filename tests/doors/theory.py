"""The closed forms."""

from typing import Any

import numpy as np

from rdo import theory
from tests.doors.values import VECTOR, door

RNG = np.random.default_rng(0)
X = RNG.random((6, 2))
NORMAL = theory.IsotropicMixture((1.0,), ((0.0,),), (1.0,))
PLANE = theory.IsotropicMixture((0.5, 0.5), ((-1.0, 0.0), (1.0, 0.0)), (1.0, 1.0))
GRID = theory.PlaneGrid(3.0, 0.5)
WALK = theory.PlaneWalk(GRID, 0.6 * GRID.points, 0.8)
DENSITY = np.exp(PLANE.log_density(GRID.points))
MAPS = theory.GradientMaps(NORMAL, 2.5)
LINEAR = theory.LinearModel(10, 1, 1)
PCA = theory.LinearPCA(10, 1, (4, 1, 0.25), 2)
FORM = theory.SSIMForm(RNG.random((2, 9)))
LINE = theory.StationaryLine(NORMAL, 0.1)
DATA = theory.GaussianData(np.zeros(2), np.eye(2))
DECODED: dict[str, Any] = {"weights": (np.eye(2), "array"), "bias": (np.zeros(2), "array")}
DECODED["variance"] = (0.5, "positive")
POSTERIOR = {"encoder": (np.eye(2), "array"), "offset": (np.zeros(2), "array")}
VAE = theory.LinearVAE(np.eye(2), np.zeros(2), 0.5, np.eye(2), np.zeros(2), np.eye(2))
POINTS = theory.EncodedPoints(np.full(2, 0.5), np.array([[0.0], [1.0]]), np.ones((2, 1)))
IDENTITY = np.tile(np.eye(2), (5, 1, 1))
LAMBDAS = {"lambda1": (1.0, "positive"), "lambda2": (1.0, "positive")}

DOORS = [
    door(theory.LinearModel, **LAMBDAS, sigma_x2=(1.0, "positive"), sigma2=(1.0, "positive")),
    door(
        LINEAR.loss,
        a=(0.5, "values"),
        b=(0.5, "values"),
        h=("log", "choice"),
        delta=(0.0, "not negative"),
    ),
    door(LINEAR.optimum, h=("log", "choice"), delta=(0.0, "not negative")),
    door(LINEAR.saddle, h=("log", "choice"), delta=(0.0, "not negative")),
    door(
        theory.LinearPCA,
        **LAMBDAS,
        variances=((4.0, 1.0), "tuple"),
        n_latent=(1, "count"),
        sigma2=(1.0, "positive"),
    ),
    door(PCA.kept, h=("d", "choice")),
    door(PCA.latent_variances, h=("d", "choice")),
    door(theory.strain, gram=(np.eye(2), "array")),
    door(
        theory.IsotropicMixture,
        weights=((1.0,), "tuple"),
        means=(((0.0,),), "array"),
        deviations=((1.0,), "tuple"),
    ),
    *(
        door(getattr(PLANE, name), f"IsotropicMixture.{name}", x=(X, "array"))
        for name in ("log_density", "score", "score_jacobian", "score_hessian")
    ),
    door(PLANE.quadrature, nodes=(3, "count")),
    door(theory.GradientMaps, density=(NORMAL, "object"), roughest=(2.5, "positive")),
    door(MAPS.moved, coefficients=(np.zeros(len(MAPS)), "array"), x=([[0.5]], "array")),
    door(MAPS.distance, field=(MAPS.x, "array")),
    door(MAPS.stationary, lam=(0.1, "not negative")),
    door(
        theory.loss,
        weights=(np.full(5, 0.2), "array"),
        moved=(np.zeros((5, 2)), "array"),
        jacobian=(IDENTITY, "array"),
        lam=(0.1, "number"),
    ),
    door(
        theory.drift,
        score=(np.ones((5, 2)), "array"),
        jacobian=(IDENTITY, "array"),
        hessian=(np.zeros((5, 2, 2, 2)), "array"),
    ),
    door(theory.gaussian_map, covariance=(np.eye(2), "array"), lam=(0.1, "not negative")),
    door(theory.first_order, density=(PLANE, "object"), x=(X, "array")),
    door(theory.second_order, density=(PLANE, "object"), x=(X, "array")),
    door(theory.ConstructedMap, output=(PLANE, "object"), y=(X, "array"), lam=(0.1, "positive")),
    door(theory.exact_encoder, x=(VECTOR, "array"), cost=(0.5, "positive")),
    door(theory.critical_frequency, lam=(0.1, "positive")),
    door(
        theory.ripple_curvature,
        weights=(np.full(3, 1 / 3), "array"),
        slope=(VECTOR, "array"),
        ripple=(VECTOR, "array"),
        ripple_slope=(VECTOR, "array"),
        lam=(0.1, "positive"),
    ),
    door(
        theory.staircase, y=(VECTOR, "values"), height=(0.1, "positive"), steepness=(0.5, "number")
    ),
    door(
        theory.staircase_change,
        height=(0.1, "positive"),
        steepness=(0.5, "not negative"),
        lam=(0.1, "positive"),
    ),
    door(theory.mean_matrix, n_pixels=(4, "count")),
    door(theory.variance_matrix, n_pixels=(4, "count")),
    door(theory.has_mean, window=(X, "values")),
    door(theory.has_contrast, window=(X, "values")),
    door(
        theory.SSIMForm,
        window=(X, "array"),
        c1=(0.1, "not negative"),
        c2=(0.1, "not negative"),
    ),
    *(
        door(getattr(FORM, name), f"SSIMForm.{name}", dx=(np.ones(9), "array"))
        for name in ("__call__", "third_order", "remainder_bound")
    ),
    door(
        theory.StationaryLine,
        density=(NORMAL, "object"),
        lam=(0.1, "positive"),
        reach=(3.0, "positive"),
    ),
    door(LINE, "StationaryLine.__call__", x=(VECTOR, "values")),
    door(theory.PlaneGrid, reach=(3.0, "positive"), spacing=(0.5, "positive")),
    door(
        theory.PlaneWalk,
        grid=(GRID, "object"),
        mapped=(0.6 * GRID.points, "array"),
        noise=(0.8, "positive"),
    ),
    door(WALK.after, density=(DENSITY, "array"), steps=(1, "whole")),
    door(WALK.stationary, guess=(DENSITY, "array")),
    door(
        theory.divergence,
        walked=(DENSITY, "array"),
        log_density=(np.log(DENSITY), "array"),
        cell=(0.25, "positive"),
    ),
    door(theory.denoiser, density=(PLANE, "object"), variance=(1.0, "positive"), x=(X, "array")),
    door(theory.lossy_map, output=(PLANE, "object"), lam=(0.1, "positive"), x=(X, "array")),
    door(theory.GaussianData, mean=(np.zeros(2), "array"), covariance=(np.eye(2), "array")),
    door(theory.LinearVAE, **DECODED, **POSTERIOR, covariance=(np.eye(2), "array")),
    door(
        theory.LinearVAE.with_best_posterior,
        "LinearVAE.with_best_posterior",
        **DECODED,
        diagonal=(True, "flag"),
    ),
    *(
        door(getattr(VAE, name), f"LinearVAE.{name}", data=(DATA, "object"))
        for name in (
            "log_likelihood",
            "squared_error",
            "reconstruction",
            "rate",
            "bound",
            "information",
            "divergence",
        )
    ),
    door(
        theory.EncodedPoints,
        weights=([0.5, 0.5], "array"),
        means=([[0.0], [1.0]], "array"),
        variances=([[1.0], [1.0]], "array"),
    ),
    door(POINTS.divergence, "EncodedPoints.divergence", variances=([1.0], "array")),
]
