"""What can be wrong with a plan beyond its fields: the rules' codes."""

from enum import StrEnum


class PlanRule(StrEnum):
    """Stable codes; docs/plan-and-ledger.md says what each one asks for."""

    YEAR = "P01"
    VERSION = "P02"
    DAY = "P03"
    SURVEY = "P04"
    GOAL = "P05"
    CLAIM_TWICE = "P06"
    INDICATOR = "P07"
    KIND = "P08"
    CLAIM_GOAL = "P09"
    TARGET = "P10"
    GAP = "P11"
    EXPOSURE = "P12"
    PLANNED = "P13"
    ALPHA = "P14"
    THRESHOLD = "P15"
    CELL = "P16"
    PRIMARY = "P17"
    BARRIER = "P18"
    TEXT = "P19"
    STAGE = "P20"
