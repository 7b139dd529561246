"""Tests of the front page's findings."""
