"""A deputy's proposal to a drafted reply: requests, evidence for each, the letter, the Word file.

Every statement of a letter is a document's own words with their citation. Nothing here fills a gap from general
knowledge, and nothing confirms a claim of the proposal that no document supports.
"""
