"""What runs in Appendix C."""

from replication.kit.labels import label
from replication.ledger import find_record
from replication.ssim_quadratic import EXPERIMENT
from replication.ssim_quadratic.config import LABELS, SIDES, Config, configure


def test_profiles_draw_more_and_more() -> None:
    windows = [configure("digits", profile).windows for profile in ("smoke", "reduced", "paper")]
    assert windows == [100, 200, 500]
    assert configure("photographs", "paper") == Config(500, 50, width=8, side=24)


def test_windows_fit_in_the_pictures() -> None:
    assert all(width < side for width, side in SIDES.values())


def test_nothing_trains() -> None:
    assert not EXPERIMENT.trains_on_device
    assert EXPERIMENT.plan()[1].part == "digits"


def test_stored_arms_have_labels() -> None:
    record = find_record("ssim_quadratic", "digits")
    assert record is not None
    assert set(record.arms) == set(LABELS)
    assert label(record, "form_printed") == "quadratic form, N the width"
