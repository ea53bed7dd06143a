"""A language model as judge: an option, calibrated on hand labels before use, its figures apart from all others."""
