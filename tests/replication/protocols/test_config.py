"""What runs under every protocol."""

from rdo.evaluation import PROTOCOLS
from replication.ledger import REPOSITORY, read_record
from replication.protocols import EXPERIMENT
from replication.protocols.config import DETECTORS, LABELS, arm_name, configure


def test_only_the_smoke_profile_leaves_rows_out() -> None:
    assert configure("thyroid", "smoke").max_rows == 20_000
    for profile, seeds in {"reduced": 5, "paper": 20}.items():
        assert configure("thyroid", profile).max_rows is None
        assert EXPERIMENT.seeds[profile] == seeds


def test_a_detector_under_a_protocol_has_one_label() -> None:
    assert len(LABELS) == len(DETECTORS) * len(PROTOCOLS)
    assert LABELS[arm_name("pca", "paper")] == "PCA, the papers' protocol"


def test_every_arm_of_a_stored_record_has_a_label() -> None:
    paths = list((REPOSITORY / "results" / "protocols").glob("*/*.json"))
    assert paths
    for path in paths:
        assert set(read_record(path).arms) == set(LABELS)
