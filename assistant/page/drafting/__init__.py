"""The drafting page for staff: a proposal, the letter drafted for it, the evidence of each paragraph, side by side."""
