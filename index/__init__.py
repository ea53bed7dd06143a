"""Official documents to a searchable, verified snapshot on disk. Imports none of the other packages."""
