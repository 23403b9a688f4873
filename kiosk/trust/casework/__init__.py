"""A concern as a case: what readers do about it, from the first response to the second person who approves its closing.

`events` is what can be written, `rules` says what may be written when, `fold` makes the state of a case from what was written, `journal` seals and
keeps it, `inbox` lists cases without opening a record, `case_file` opens one. The first three are pure: no database, no clock, no keys.
"""
