"""What the front page of the book says first: findings, each computed from stored records."""

from replication.front_page.finding import Finding
from replication.front_page.findings import findings

__all__ = ["Finding", "findings"]
