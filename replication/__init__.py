"""What this replication ran with the library `rdo`, and what it judges from that."""
