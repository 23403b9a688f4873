"""What many tests stand on: a screen, a database, ports, waiting. tests/conftest.py turns it into fixtures."""
