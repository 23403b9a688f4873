"""The charter in Braille: liblouis translates, `brf` lays pages out for an embosser or a Braille display, `tables` says which code a language has."""
