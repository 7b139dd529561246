"""Trains and scores the rows of Table 4; the same code makes both tables."""

from replication.kit.anomaly.run import run

__all__ = ["run"]
