"""Sheets of paper: posters, an easy-read leaflet, large print and pocket cards, as tagged PDFs with real text.

`press` draws, `tagging` gives the file its structure, `blocks` are what sheets are put together from, and each sheet has a module of its own.
"""
