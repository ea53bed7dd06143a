"""Question sets, metrics and reports. Only ever imported as ``from eval.x import y``: the name hides a builtin."""
