"""The evaluation's pages for staff: runs side by side, and questions made of what people found of no use."""
