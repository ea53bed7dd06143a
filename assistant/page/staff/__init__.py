"""The pages for staff: the documents, why something was found or not, what people said of answers."""
