"""Authoring: from the files that a ward writes (`content/`) to what is signed and sent to its tablets. The tablet never imports this package."""
