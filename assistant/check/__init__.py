"""Whether a statement says what its cited words say: every figure, date, number and name of it looked up in them.

Plain code, no model: each claim of the statement is put into a normal form (full-width digits, Chinese numerals,
万/亿/%, thousands separators, ranges, dates in any writing) and must be met by an equal one of the citations. Never
corrects a statement, and never judges what no rule can decide: a statement without a claim has nothing that disagrees.
"""

from assistant.check.claims import Check, Cited, ClaimKind, Outcome, outcome
from assistant.check.marked import holds, problems, statements
from assistant.check.statement import check

__all__ = ["Check", "Cited", "ClaimKind", "Outcome", "check", "holds", "outcome", "problems", "statements"]
