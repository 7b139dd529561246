"""Claims, the records that test them, and the verdicts."""

from rdo.ledger.claim_files import load_claims
from rdo.ledger.claims import MINIMUM_SEEDS, RULES, Claim
from rdo.ledger.provenance import REPOSITORY, Provenance, provenance
from rdo.ledger.records import PROFILES, Arm, Arrays, Data, Record
from rdo.ledger.scoreboard import claims_table, scoreboard, summary_table, to_json, to_text
from rdo.ledger.storage import find_record, read_arrays, read_record, write_record
from rdo.ledger.verdicts import VERDICTS, Comparison, Judgement, Measured, Verdict, judge

__all__ = [
    "MINIMUM_SEEDS",
    "PROFILES",
    "REPOSITORY",
    "RULES",
    "VERDICTS",
    "Arm",
    "Arrays",
    "Claim",
    "Comparison",
    "Data",
    "Judgement",
    "Measured",
    "Provenance",
    "Record",
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
