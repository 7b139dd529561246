"""What the front page of the book says first: findings, each computed from stored records."""

from replication.front_page.findings import Finding, findings

__all__ = ["Finding", "findings"]
