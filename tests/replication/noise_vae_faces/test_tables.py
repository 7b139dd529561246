"""Tables of the faces' experiment against their record."""

import pytest

from replication.kit import Result
from replication.noise_vae_faces import per_pixel


def test_the_bound_is_shared_out_over_the_pixels(results: dict[str, Result]) -> None:
    record = results["yaleb"].record
    table = per_pixel(record)
    assert list(table.index)[:2] == ["Gaussian", "network"]
    assert len(table) == 9
    (evlb,) = record.arms["mog2"].finished("evlb")
    assert float(str(table.loc["mixture of two", "a pixel"])) == pytest.approx(
        evlb / (20 * 18), abs=6e-4
    )
    # Table 1 prints 81,200 nats for 192 x 168 pixels.
    assert table.loc["mixture of two", "a pixel, printed"] == "2.52"


def test_images_in_colour_have_three_numbers_a_pixel(results: dict[str, Result]) -> None:
    table = per_pixel(results["celeba"].record)
    assert table.loc["Gaussian, 32 latents", "a pixel, printed"] == f"{10_015 / 12_288:.2f}"
    assert "a pixel, test images" not in table
