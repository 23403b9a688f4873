"""What a reader can do with a case, a file for each subject; `case_acts` puts them together."""
