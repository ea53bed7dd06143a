"""The request tagger: which stretches of a proposal's body are its requests, by a small trained model."""

from assistant.draft.tagger.model import RequestTagger

__all__ = ["RequestTagger"]
