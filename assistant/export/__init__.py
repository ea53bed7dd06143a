"""Answers to take away: Word files, and receipts (引证单) that can be checked against the index again."""
