"""Training of the request tagger; the assistant needs none of it at run time."""
