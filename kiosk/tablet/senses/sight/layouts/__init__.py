"""Where things stand on a page: one module for each shape of page, and what they share. Pure: pages in, things in boxes out."""
