"""What leaves the console with a reader's own hand: cases as tables, a summary to paste, a draft for LFPSE.

Everything here is made in the request of a reader whose keys opened the cases, and goes to that reader's browser. It is kept and sent nowhere.
"""
