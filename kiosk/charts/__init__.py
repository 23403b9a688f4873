"""Charts as shapes and words with a place: drawn once, and shown the same in a page, in a PDF and on the tablet.

For: whoever has numbers to show (`lines`, `bars` make a `sketch.Sketch` of them), and whoever shows it. Not for: numbers, or what they mean.
"""
