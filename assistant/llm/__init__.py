"""A language model, if one is set: it words answers, letters and follow-up questions, and is believed in nothing.

Whatever it writes is aligned to the passages it cites and checked against them; what fails is dropped, and when nothing
is left, or the model cannot be asked, the answer in the documents' own words stands. Nothing of this package is
imported unless a model is set.
"""
