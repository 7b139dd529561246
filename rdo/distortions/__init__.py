"""Distortions D(x, y) between a row and its reconstruction."""

from rdo.distortions.squared_error import squared_error

__all__ = ["squared_error"]
