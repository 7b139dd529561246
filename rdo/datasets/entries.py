"""What is known of each named data set: where it comes from, its size and its checksum."""

from dataclasses import dataclass

from rdo.errors import InputError, shown

__all__ = ["CATALOGUE", "Entry", "Source", "entry"]


@dataclass(frozen=True)
class Source:
    """The one file a data set is read from.

    Attributes
    ----------
    path
        Where the file lies inside every search place.
    url
        What is downloaded; None where the recorded file has no home on the web and is put in place
        by hand.
    sha256
        Checksum of the file, hexadecimal.
    """

    path: str
    url: str | None
    sha256: str


@dataclass(frozen=True)
class Entry:
    """What is known of a named data set before it is opened.

    Attributes
    ----------
    shape
        Rows and features; for images the pixels of one, times its channels.
    anomaly_ratio
        Share of the test rows that the published protocol flags (Section 5.2 of RaDOGAGA), or
        None where there is no such protocol.
    home
        Page of those who published the data.
    licence
        As stated at that home.
    source
        The file, or None for a set that comes with scikit-learn.
    """

    name: str
    shape: tuple[int, int]
    anomaly_ratio: float | None
    home: str
    licence: str
    source: Source | None = None


_KDDCUP = Source(
    path="kddcup99/kddcup.data_10_percent.gz",
    url="https://kdd.ics.uci.edu/databases/kddcup99/kddcup.data_10_percent.gz",
    sha256="8045aca0d84e70e622d1148d7df782496f6333bf6eb979a1b0837c42a9fd9561",
)
_KDDCUP_HOME = "https://kdd.ics.uci.edu/databases/kddcup99/kddcup99.html"
_CIFAR_HOME = "https://www.cs.toronto.edu/~kriz/cifar.html"
_CIFAR_LICENCE = "none stated, cite Krizhevsky 2009"


def _idx(folder: str, home: str, licence: str, url: str, sha256: tuple[str, ...]) -> list[Entry]:
    """The four files of a set published in the format of MNIST."""
    name = folder.replace("-", "_")
    files = (
        ("train_images", (60_000, 784), "train-images-idx3-ubyte.gz"),
        ("train_labels", (60_000, 1), "train-labels-idx1-ubyte.gz"),
        ("test_images", (10_000, 784), "t10k-images-idx3-ubyte.gz"),
        ("test_labels", (10_000, 1), "t10k-labels-idx1-ubyte.gz"),
    )
    return [
        Entry(
            f"{name}_{part}",
            shape,
            None,
            home,
            licence,
            Source(f"{folder}/{file}", f"{url}/{file}", digest),
        )
        for (part, shape, file), digest in zip(files, sha256, strict=True)
    ]


_ENTRIES = (
    Entry(
        name="thyroid",
        shape=(3772, 6),
        anomaly_ratio=0.025,
        home="https://odds.cs.stonybrook.edu/thyroid-disease-dataset/",
        licence="research use, cite ODDS",
        source=Source(
            path="thyroid/thyroid.mat",
            url="https://www.dropbox.com/s/bih0e15a0fukftb/thyroid.mat?dl=1",
            sha256="49155d7861b977e90808faf68343ff67a67f63090c2744d514dbb67ac68e7e33",
        ),
    ),
    Entry(
        name="arrhythmia",
        shape=(452, 274),
        anomaly_ratio=0.15,
        home="https://odds.cs.stonybrook.edu/arrhythmia-dataset/",
        licence="research use, cite ODDS",
        source=Source(
            path="arrhythmia/arrhythmia.mat",
            url="https://www.dropbox.com/s/lmlwuspn1sey48r/arrhythmia.mat?dl=1",
            sha256="e4d47e499591ae31e5d7f0cd983367092353eac240f48e14c9b36457edb3460d",
        ),
    ),
    Entry("kddcup", (494_021, 121), 0.2, _KDDCUP_HOME, "CC BY 4.0", _KDDCUP),
    Entry("kddcup_rev", (121_597, 121), 0.2, _KDDCUP_HOME, "CC BY 4.0", _KDDCUP),
    Entry("breast_cancer", (569, 30), None, "https://archive.ics.uci.edu/dataset/17", "CC BY 4.0"),
    Entry("digits", (1797, 64), None, "https://archive.ics.uci.edu/dataset/80", "CC BY 4.0"),
    *_idx(
        "mnist",
        "https://yann.lecun.com/exdb/mnist/",
        "CC BY-SA 3.0",
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        (
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    *_idx(
        "fashion-mnist",
        "https://github.com/zalandoresearch/fashion-mnist",
        "MIT",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
        (
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    Entry(
        name="cifar10",
        shape=(4_000, 3_072),
        anomaly_ratio=None,
        home=_CIFAR_HOME,
        licence=_CIFAR_LICENCE,
        source=Source(
            path="cifar10/cifar10_lossless_train4000.npz",
            url=None,
            sha256="9ed6c2e4c86920fd8fd80befb676065d232481509638452b7a3daaaceb166dcf",
        ),
    ),
    Entry(
        name="cifar100_flowers",
        shape=(2_500, 3_072),
        anomaly_ratio=None,
        home=_CIFAR_HOME,
        licence=_CIFAR_LICENCE,
        source=Source(
            path="cifar100/cifar100_subset.npz",
            url=None,
            sha256="4adbc7aa79597f0096a99169bc3ae9e3c60e09bb0c0c8b7ca037291681cc1149",
        ),
    ),
    Entry(
        name="yaleb",
        shape=(2_414, 32_256),
        anomaly_ratio=None,
        home="https://vision.ucsd.edu/datasets/extended-yale-face-database-b-b",
        licence="research use, cite Georghiades 2001 and Lee 2005",
        source=Source(
            path="yaleb/yaleb_cropped_192x168.npz",
            url=None,
            sha256="e133d6786c65bcda28fe9735d3f3eaaf25b944174e5f640fe1082772f459d080",
        ),
    ),
    Entry(
        name="celeba",
        shape=(2_200, 12_288),
        anomaly_ratio=None,
        home="https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
        licence="non-commercial research use, cite Liu 2015",
        source=Source(
            path="celeba/celeba64_square178_subset.npz",
            url=None,
            sha256="6e4e1fb682bf7bae5e0288898b3732bd7ce1f21ff87e056b2f006dabd71c7396",
        ),
    ),
)

CATALOGUE = {known.name: known for known in _ENTRIES}


def entry(name: str) -> Entry:
    """Return the catalogue's entry of a data set.

    Raises
    ------
    InputError
        No data set has that name.
    """
    if not isinstance(name, str) or name not in CATALOGUE:
        raise InputError(
            f"name={shown(name)} is not a data set; the names are {', '.join(CATALOGUE)}"
        )
    return CATALOGUE[name]
