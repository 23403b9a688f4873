"""What a page is built from, one thing a file. Each knows its box and draws itself on a sheet; none knows of Kivy or of what it is for."""
