"""Claims, the records that test them, and the verdicts."""

from replication.ledger.claim_files import load_claims
from replication.ledger.claims import KINDS, MINIMUM_SEEDS, RULES, Claim, Kind
from replication.ledger.judgements import CAUSES, VERDICTS, Comparison, Judgement, Measured, Verdict
from replication.ledger.provenance import REPOSITORY, Provenance, provenance
from replication.ledger.records import PROFILES, Arm, Data, Record, StoredArrays
from replication.ledger.scoreboard import (
    PAPERS,
    claims_table,
    scoreboard,
    select,
    summary_table,
    to_json,
    to_text,
)
from replication.ledger.storage import find_record, read_arrays, read_record, write_record
from replication.ledger.verdicts import judge
from replication.ledger.wording import verdicts_moved

__all__ = [
    "CAUSES",
    "KINDS",
    "MINIMUM_SEEDS",
    "PAPERS",
    "PROFILES",
    "REPOSITORY",
    "RULES",
    "VERDICTS",
    "Arm",
    "Claim",
    "Comparison",
    "Data",
    "Judgement",
    "Kind",
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
    "select",
    "summary_table",
    "to_json",
    "to_text",
    "verdicts_moved",
    "write_record",
]
