"""What is asked of an experiment is checked once, for all of them."""

import pytest

from rdo.errors import InputError
from replication.finding import find, names


@pytest.mark.parametrize(
    ("name", "asked", "message"),
    [
        ("table1", {"part": "iris"}, "dataset='iris': table1 knows thyroid, "),
        ("table4", {"part": "digits"}, "dataset='digits': table4 knows "),
        ("table1", {"profile": "fast"}, "profile='fast': known are smoke, reduced, paper"),
        ("table1", {"part": ""}, "dataset='': table1 knows thyroid, "),
        ("table1", {"part": ["digits"]}, r"dataset=\['digits'\]: table1 knows"),
        ("table1", {"seeds": 0}, "seeds=0: .* give a whole number"),
        ("table1", {"seeds": 2.5}, "seeds=2.5: .* give a whole number"),
        ("table1", {"seeds": True}, "seeds=True: .* give a whole number"),
        ("table1", {"seeds": 20240601}, "seeds=20240601: this is how many seeds .* 1 to 1,000"),
        ("table1", {"seeds": 10**5000}, "seeds=a value of type int"),
        ("table1", {"start": "zero"}, "start='zero': table1 has gauge, glorot"),
        ("ebae_2d", {"start": "glorot"}, "start='glorot': ebae_2d has gauge"),
        ("analytic_h", {"part": "linear", "seeds": 3}, "seeds=3: nothing in linear is random"),
        ("table1", {"options": {"depth": 3}}, "option depth=3: no such field; table1 has hidden,"),
    ],
)
def test_what_cannot_be_run_is_refused(name: str, asked: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        find(name).plan(**asked)  # type: ignore[arg-type]


def test_a_plan_has_the_profiles_seeds_and_the_users_options() -> None:
    experiment = find("table1")
    config, run = experiment.plan("arrhythmia", "paper", options={"lambda1": "50"})
    assert run.seeds == tuple(range(20))
    assert run.options == {"lambda1": 50.0}
    assert config.lambdas("d") == (50.0, 100)
    assert config.lambdas("log") == (50.0, 100)
    assert experiment.plan()[1].part == "thyroid"
    assert find("ssim_quadratic").plan()[1].part == "digits"
    assert find("analytic_h").plan("linear", "paper")[1].seeds == (0,)


@pytest.mark.parametrize("name", names())
def test_a_plan_reads_no_data(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a data set was looked for")

    monkeypatch.setattr("rdo.datasets.sources.search_places", refuse)
    for part in find(name).parts:
        find(name).plan(part, "paper")


def test_a_table_of_the_users_own_is_taken_where_there_is_a_field_for_it() -> None:
    options = find("toy_density").with_table({"steps": "5"}, "12")
    config, run = find("toy_density").plan(options=options)
    assert (config.table, config.steps, run.options["table"]) == ("12", 5, "12")
    with pytest.raises(InputError, match=r"table='mine\.csv': table1 takes no table"):
        find("table1").with_table({}, "mine.csv")
    with pytest.raises(InputError, match=r"table='mine\.csv': it is set twice"):
        find("toy_density").with_table({"table": "other.csv"}, "mine.csv")
