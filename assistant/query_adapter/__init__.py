"""Questions' vectors moved to where the passages that answer them lie."""

from assistant.query_adapter.adapter import QueryAdapter

__all__ = ["QueryAdapter"]
