"""Named data, found or downloaded and checksummed; tables from outside; synthetic data."""

from rdo.datasets.colour_images import COLOUR_SETS, ColourImages, load_colour_images
from rdo.datasets.csv_files import read_csv_table, read_density_csv
from rdo.datasets.faces import FACE_SETS, Faces, load_faces
from rdo.datasets.image_files import IMAGE_SETS, ImageData, Images, load_images
from rdo.datasets.image_outliers import chimeras, constant_images, halves, noise_images
from rdo.datasets.loaders import Dataset, load
from rdo.datasets.sources import DatasetStatus, available, find, how_to_get, locate, search_places
from rdo.datasets.squares import distance_to_squares, two_squares
from rdo.datasets.surfaces import Surface, cap, roll
from rdo.datasets.tables import check_table, scale_minmax
from rdo.datasets.toy import ToyDensity, bent_toy_density, toy_density

__all__ = [
    "COLOUR_SETS",
    "FACE_SETS",
    "IMAGE_SETS",
    "ColourImages",
    "Dataset",
    "DatasetStatus",
    "Faces",
    "ImageData",
    "Images",
    "Surface",
    "ToyDensity",
    "available",
    "bent_toy_density",
    "cap",
    "check_table",
    "chimeras",
    "constant_images",
    "distance_to_squares",
    "find",
    "halves",
    "how_to_get",
    "load",
    "load_colour_images",
    "load_faces",
    "load_images",
    "locate",
    "noise_images",
    "read_csv_table",
    "read_density_csv",
    "roll",
    "scale_minmax",
    "search_places",
    "toy_density",
    "two_squares",
]
