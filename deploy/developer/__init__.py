"""Set-up of a developer's machine; `make help` lists what calls it."""
