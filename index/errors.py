"""The one error type that is shown to people as it is, without a traceback."""


class UserError(Exception):
    """Something that the user can put right. Its text is one clear Chinese sentence that names the way out."""
