"""An arm without a label is shown under its own name, and left out nowhere."""

from dataclasses import replace

import matplotlib.pyplot as plt

from replication.kit import Result
from replication.kit.figures import seed_strip
from replication.kit.labels import data_label, label, ordered
from replication.kit.tables import paper_table, results_table


def test_an_arm_without_a_label_comes_last_under_its_own_name(result: Result) -> None:
    arms = {"my_method": result.record.arms["dagmm"], **result.record.arms}
    record = replace(result.record, arms=arms)
    assert label(record, "my_method") == "my method"
    assert ordered(record)[-1] == "my_method"
    assert ordered(record)[0] == "pca"
    assert results_table(record, {"f1": "F1"}).index[-1] == "my method"
    assert paper_table([record], {"f1": "F1"}).index[-1] == ("breast cancer", "my method")
    figure = seed_strip(record, "f1", "F1")
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()][-1] == "my method"
    plt.close("all")


def test_a_data_set_has_the_name_of_the_paper_or_its_own() -> None:
    assert data_label("kddcup_rev") == "KDDCup-rev"
    assert data_label("breast_cancer") == "breast cancer"
