"""Networks, models, their training, and what is measured on them."""

from typing import Any

import torch

from rdo import diagnostics, distortions, models, nn, noise, priors, training
from rdo.sampling import Langevin
from tests.doors.values import ROWS, Door, door, tensor

PIXELS = torch.zeros(1, 8, 8)
ARCHITECTURE = models.Architecture(6, (4,), 2, 2, residual_features=True)
ENCODER, DECODER = nn.mlp_pair(6, (4,), 2)
TWICE = nn.mlp_pair(6, (4,), 2, heads=2)[0]
PAIR = {"encoder": (ENCODER, "object"), "decoder": (DECODER, "object"), "n_latent": (2, "count")}
CHAIN = Langevin(0.1, 0.05)
CHAINS = models.Chains(CHAIN, 1, CHAIN, 1, replay_size=10)
LAMBDAS = {"lambda1": (1.0, "positive"), "lambda2": (1.0, "positive")}


def drawn(model: Any) -> Any:
    model.reset_parameters(torch.Generator().manual_seed(0))
    return model


MADE = {
    "Autoencoder": drawn(models.Autoencoder(ENCODER, DECODER, 2)),
    "BetaVAE": drawn(models.BetaVAE(TWICE, DECODER, 2)),
    "DAGMM": drawn(models.DAGMM(ARCHITECTURE)),
    "DenoisingAutoencoder": drawn(models.DenoisingAutoencoder(ENCODER, DECODER, 2, shape=(6,))),
    "EBAE": drawn(models.EBAE(ENCODER, DECODER, 2, (6,), CHAINS)),
    "EnergyAutoencoder": drawn(models.EnergyAutoencoder(ENCODER, DECODER, 2)),
    "FactorisedRaDOGAGA": drawn(
        models.FactorisedRaDOGAGA(ENCODER, DECODER, 2, lambda1=1, lambda2=1)
    ),
    "NoiseVAE": drawn(models.NoiseVAE(TWICE, DECODER, 2, noise.GaussianNoise())),
    "RaDOGAGA": drawn(models.RaDOGAGA(ARCHITECTURE, lambda1=1, lambda2=1)),
    "WassersteinAutoencoder": drawn(models.WassersteinAutoencoder(ENCODER, DECODER, 2, weight=1)),
}


def draws_for(model: Any) -> dict[str, torch.Tensor]:
    draws = {name: tensor(*shape) for name, shape in model.noise_shapes(4).items()}
    return {**draws, "negatives": ROWS}


def methods(name: str, model: Any) -> list[Door]:
    context = model.score_context(
        lambda of, *a: getattr(model, of)(*a), lambda of, *a: getattr(model, of)(*a), ROWS
    )
    found = [
        door(getattr(model, method), f"{name}.{method}", x=(ROWS, "tensor"))
        for method in ("encode", "gram", "jacobian", "reconstruction_error")
    ]
    found += [
        door(model.decode, f"{name}.decode", z=(tensor(4, 2), "tensor")),
        door(lambda x: model.score(x, *context), f"{name}.score", x=(ROWS, "tensor")),
        door(
            model.loss,
            f"{name}.loss",
            x=(ROWS, "tensor"),
            noise=(draws_for(model), "object") if model.noise_shapes(4) else {},
        ),
    ]
    found += [
        door(
            getattr(model, method),
            f"{name}.{method}",
            x=(ROWS, "tensor"),
            noise=(draws_for(model), "object"),
        )
        for method in ("evidence_bound", "reconstruct", "sampled")
        if hasattr(model, method)
    ]
    found += [
        door(getattr(model, method), f"{name}.{method}", x=(ROWS, "tensor"))
        for method in ("posterior", "represent", "represent_with_error", "energy")
        if hasattr(model, method) and not (context and method == "energy")
    ]
    if context:
        energy = {"x": ROWS, "mixture": (context[0], "object")}
        found += [
            door(model.energy, f"{name}.energy", **energy),
            door(model.mixture, f"{name}.mixture", x=(ROWS, "tensor")),
            door(model.mixture_of, f"{name}.mixture_of", features=(tensor(4, 4), "tensor")),
        ]
    return found


NOISES = [
    noise.GaussianNoise(),
    noise.GradientGaussianNoise(),
    noise.MixtureNoise((0.5, 0.5), (0.1, 1.0)),
    noise.NetworkNoise(),
]


def of_noise(one: Any) -> list[Door]:
    name, decoded = type(one).__name__, tensor(4, 6 * one.heads)
    both = {"x": (ROWS, "tensor"), "decoded": (decoded, "tensor")}
    found = [
        door(one.log_likelihood, f"{name}.log_likelihood", **both),
        door(one.residual, f"{name}.residual", **both),
        door(one.bound, f"{name}.bound", **both, updates=one.updated(ROWS, decoded)),
    ]
    if one.updated(ROWS, decoded):
        found.append(door(one.updated, f"{name}.updated", **both))
    if isinstance(one, noise.MixtureNoise):
        found.append(door(one.responsibilities, f"{name}.responsibilities", **both))
    return found


CLASSIFIER = drawn(models.Classifier(nn.MLP((6, 3))))
ENSEMBLE = training.Ensemble([MADE["RaDOGAGA"]])


DOORS = [
    *(
        door(function, ensemble=(ENSEMBLE, "object"), x=(ROWS[None], "tensor"))
        for function in (
            diagnostics.gram_summary,
            diagnostics.kept_by_direction,
            diagnostics.reconstruction_summary,
        )
    ),
    door(
        diagnostics.summarise_errors,
        error=(tensor(1, 4), "tensor"),
        x=(ROWS[None], "tensor"),
    ),
    door(
        diagnostics.traverse,
        decode=(MADE["Autoencoder"].decode, "function"),
        z=(tensor(4, 2), "tensor"),
        factor=(1, "whole"),
        values=([-1.0, 1.0], "array"),
    ),
    door(distortions.squared_error, x=(ROWS, "tensor"), y=(ROWS, "tensor")),
    door(
        distortions.one_minus_ssim,
        x=(PIXELS, "tensor"),
        y=(PIXELS, "tensor"),
        width=(3, "count"),
        k1=(0.01, "not negative"),
        k2=(0.03, "not negative"),
        data_range=(1.0, "positive"),
    ),
    door(priors.mmd, x=(ROWS, "tensor"), y=(ROWS, "tensor"), bandwidth2=1.0),
    door(priors.mmd, "mmd of a bandwidth", x=ROWS, y=ROWS, bandwidth2=(1.0, "bandwidth")),
    door(priors.median_bandwidth, x=(ROWS, "tensor"), y=(ROWS, "tensor")),
    door(priors.FactorisedPrior, n_latent=(2, "count")),
    door(
        priors.EstimationNetwork,
        n_inputs=(2, "count"),
        n_hidden=(3, "count"),
        n_components=(2, "count"),
        dropout=(0.5, "not negative"),
    ),
    door(
        priors.mixture_statistics,
        z=(ROWS, "tensor"),
        membership=(tensor(4, 2), "tensor"),
        jitter=(1e-6, "not negative"),
    ),
    door(nn.MLP, sizes=((6, 3), "sizes")),
    door(nn.ReLUNetwork, sizes=((6, 3), "sizes")),
    door(nn.Res, n_in=(3, "count"), n_hidden=(2, "count"), n_out=(3, "count")),
    door(nn.ResAtt, n_in=(3, "count"), n_hidden=(2, "count"), n_out=(3, "count")),
    door(
        nn.mlp_pair, n_features=(6, "count"), hidden=(3,), n_latent=(2, "count"), heads=(1, "count")
    ),
    *(
        door(pair, n_latent=(2, "count"), width=(0.1, "width"), heads=(1, "count"), start="he")
        for pair in (nn.arch28, nn.arch32)
    ),
    door(
        nn.strided_pair,
        shape=((1, 8, 8), "shape"),
        maps=((4, 4), "shape"),
        n_latent=(2, "count"),
        width=(0.1, "width"),
        heads=(1, "count"),
        decoder_heads=(1, "count"),
        start="he",
    ),
    door(
        nn.gdn_pair,
        shape=((1, 8, 8), "shape"),
        n_latent=(2, "count"),
        width=(0.1, "width"),
        heads=(1, "count"),
        start="he",
        bounded=(True, "flag"),
    ),
    door(nn.GDN, n_channels=(3, "count")),
    door(nn.GDN(3).inverse, y=(0.1 * tensor(4, 3), "object")),
    door(nn.IGDN, n_channels=(3, "count")),
    *(each for name, model in MADE.items() for each in methods(name, model)),
    *(each for one in NOISES for each in of_noise(one)),
    *(
        door(kind, variance=(1.0, "positive"), floor=(1e-4, "not negative"))
        for kind in (noise.GaussianNoise, noise.GradientGaussianNoise)
    ),
    door(
        noise.MixtureNoise,
        weights=((0.5, 0.5), "sizes"),
        variances=((0.1, 1.0), "tuple"),
        learned=(True, "flag"),
        floor=(1e-4, "not negative"),
    ),
    door(noise.NetworkNoise, floor=(1e-4, "not negative")),
    door(
        models.NoiseVAE,
        **{**PAIR, "encoder": (TWICE, "object")},
        noise=(noise.GaussianNoise(), "object"),
        beta=(1.0, "positive"),
    ),
    door(models.Autoencoder, **PAIR),
    door(
        models.BetaVAE,
        **{**PAIR, "encoder": (TWICE, "object")},
        beta=(1.0, "positive"),
        metric=(distortions.squared_error, "function"),
    ),
    door(models.DenoisingAutoencoder, **PAIR, shape=((6,), "shape"), sigma=(0.3, "positive")),
    door(models.WassersteinAutoencoder, **PAIR, weight=(1.0, "positive")),
    door(models.EnergyAutoencoder, **PAIR, sphere=(False, "flag")),
    door(
        models.EBAE,
        **PAIR,
        shape=((6,), "shape"),
        chains=(CHAINS, "object"),
        gamma=(1.0, "not negative"),
        encoder_penalty=(0.0, "not negative"),
        freeze_decoder=(False, "flag"),
    ),
    door(
        models.Chains,
        latent=(CHAIN, "object"),
        latent_steps=(1, "whole"),
        visible=(CHAIN, "object"),
        visible_steps=(1, "whole"),
        replay_share=(0.5, "not negative"),
        replay_size=(10, "whole"),
    ),
    door(
        models.Architecture,
        n_features=(6, "count"),
        hidden=(4,),
        n_latent=(2, "count"),
        n_components=(2, "count"),
        residual_features=(True, "flag"),
        n_estimation=(10, "count"),
        dropout=(0.5, "not negative"),
        jitter=(1e-6, "not negative"),
        cosine_distance=(False, "flag"),
    ),
    door(models.Arch28Mixture, n_latent=(2, "count"), n_components=2, width=(0.1, "width")),
    door(models.DAGMM, architecture=(ARCHITECTURE, "object"), **LAMBDAS),
    door(
        models.RaDOGAGA,
        architecture=(ARCHITECTURE, "object"),
        **LAMBDAS,
        h=("log", "choice"),
        sigma2=(0.1, "positive"),
        metric=(distortions.squared_error, "function"),
    ),
    door(
        models.FactorisedRaDOGAGA,
        **PAIR,
        **LAMBDAS,
        h=("log", "choice"),
        sigma2=(0.1, "positive"),
        metric=(distortions.squared_error, "function"),
        bins=(False, "flag"),
    ),
    door(models.Classifier, network=(nn.MLP((6, 3)), "object")),
    door(CLASSIFIER.scores, x=(ROWS, "tensor")),
    door(CLASSIFIER.loss, x=(torch.cat([ROWS, torch.ones(4, 1)], 1), "tensor"), noise={}),
    door(
        training.Schedule,
        steps=(10, "count"),
        batch_size=(5, "count"),
        learning_rate=(1e-3, "positive"),
    ),
    door(training.fix_gauge, ensemble=(ENSEMBLE, "object"), x=(ROWS[None], "tensor")),
]
