"""The report: agreement with controls, in numbers and in words."""

import json

import numpy as np
import pytest
from scipy.stats import spearmanr

from rdo.detectors import RaDOGAGADetector
from rdo.detectors.report import Agreement, Report
from rdo.errors import InputError
from tests.detectors.examples import KINDS, Kind, quick, table


@pytest.mark.parametrize("kind", KINDS)
def test_agreement_is_that_of_scipy_and_of_counting(kind: Kind) -> None:
    X = table(150)
    detector = quick(kind, contamination=0.2).fit(X)
    controls = detector.control_scores(X)
    assert set(controls) == {"isolation_forest", "gaussian_mixture", "untrained"}
    flagged = set(np.flatnonzero(detector.labels_ < 0).tolist())
    for name, scores in controls.items():
        agreement = detector.report_.agreement[name]
        rank = spearmanr(scores, detector.training_scores_).statistic
        assert agreement.rank == pytest.approx(rank)
        theirs = set(np.argsort(scores)[: len(flagged)].tolist())
        assert agreement.disagreement == pytest.approx(1 - len(flagged & theirs) / len(flagged))


def test_the_words() -> None:
    X = np.column_stack([table(), np.ones((60, 7))])
    with pytest.warns(UserWarning, match="single value"):
        detector = quick(RaDOGAGADetector).fit(X)
    report = detector.report_
    text = str(report)
    assert "60 rows, 4 columns that vary" in text
    assert "column 5, column 6, column 7, column 8, column 9 and 2 more" in text
    assert "flagged: 3 of the training rows" in text
    assert f"held out from training: {detector.report_.held_out_flagged:.0%}" in text
    assert f"kept: {detector.kept_.mean():.0%}" in text
    assert detector.report_ is report  # made once
    assert report.seconds > 0


def test_nothing_flagged_is_no_disagreement_and_ties_are_counted() -> None:
    X = np.repeat([[0.0, 1.0], [1.0, 0.0]], [40, 20], axis=0)
    report = quick(RaDOGAGADetector, contamination=0.3).fit(X).report_
    assert (report.flagged, report.tied) in ((0, 18), (18, 0))
    assert "18 more might be, but tie with others" in str(report) or report.flagged
    clean = quick(RaDOGAGADetector, contamination=0).fit(table()).report_
    assert all(np.isnan(one.disagreement) for one in clean.agreement.values())
    assert "nan" not in str(clean)


def test_controls_are_asked_with_tables_as_the_detector_is() -> None:
    with pytest.raises(InputError, match="NaN in row 1"):
        quick(RaDOGAGADetector).fit(table()).control_scores(np.full((2, 4), np.nan))


def test_a_report_is_kept_as_json_without_its_controls() -> None:
    agreement = {"untrained": Agreement(float("nan"), 0.5)}
    report = Report("x", 9, 2, ("c",), 1, 0.5, 0, 1.0, "", 0.1, agreement)
    document = json.loads(json.dumps(report.to_json(), allow_nan=False))
    again = Report.from_json(document)
    assert again.to_json() == document
    assert np.isnan(again.agreement["untrained"].rank)
    assert again.constant == ("c",)
    wrong: dict[str, list[object]] = {
        "more": [1],
        "rows": [-1],
        "constant": [5, "abc", [1]],
        "agreement": [[1], {"a": 5}, {"a": [1]}, {"a": [1, "x"]}],
    }
    for name, values in wrong.items():
        for value in values:
            with pytest.raises(InputError, match=r"^(report: \['more'\]|rows|constant|a)"):
                Report.from_json({**document, name: value})
