"""Question to cited answer, proposal to draft reply; the command line and the web page."""
