"""The page for screen readers and Braille displays: a tree of it (`tree`), and a process of its own that gives the tree to AT-SPI (`process`)."""
