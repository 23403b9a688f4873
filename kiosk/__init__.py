"""Wardlight: a touchscreen for mental-health wards, and the trust backend that it reports to.

Nothing is imported here, because every process of the tablet pays for this file at its start. The version lives in
pyproject.toml; whoever shows it asks importlib.metadata at that moment.
"""
