"""Trains the span reader: ``python -m assistant.span_reader.training``. Never imported while answering."""
