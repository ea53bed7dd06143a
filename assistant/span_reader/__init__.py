"""A small reader of our own: question and passage to relevance, the words that answer, and "not here"."""
