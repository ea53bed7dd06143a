"""The wording that people or models are shown, one file a text. Imports none of the other packages."""
