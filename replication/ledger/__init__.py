"""Claims, the records that test them, and the verdicts."""

from replication.ledger.claim_files import load_claims
from replication.ledger.claims import MINIMUM_SEEDS, RULES, Claim
from replication.ledger.provenance import REPOSITORY, Provenance, provenance
from replication.ledger.records import PROFILES, Arm, Data, Record, StoredArrays
from replication.ledger.scoreboard import claims_table, scoreboard, summary_table, to_json, to_text
from replication.ledger.storage import find_record, read_arrays, read_record, write_record
from replication.ledger.verdicts import VERDICTS, Comparison, Judgement, Measured, Verdict, judge

__all__ = [
    "MINIMUM_SEEDS",
    "PROFILES",
    "REPOSITORY",
    "RULES",
    "VERDICTS",
    "Arm",
    "Claim",
    "Comparison",
    "Data",
    "Judgement",
    "Measured",
    "Provenance",
    "Record",
    "StoredArrays",
    "Verdict",
    "claims_table",
    "find_record",
    "judge",
    "load_claims",
    "provenance",
    "read_arrays",
    "read_record",
    "scoreboard",
    "summary_table",
    "to_json",
    "to_text",
    "write_record",
]
