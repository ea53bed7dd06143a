"""Files to structured documents."""
