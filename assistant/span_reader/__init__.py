"""A small reader of our own: question and passage to relevance, the words that answer, and "not here"."""

from assistant.span_reader.model import SpanReader
from assistant.span_reader.reading import SpanReading

__all__ = ["SpanReader", "SpanReading"]
