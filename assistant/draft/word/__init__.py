"""A draft to a Word file laid out by GB/T 9704-2012. The only package of drafting that knows python-docx."""
