"""What a speaker is to record, and the recordings taken back: a clip a sentence, checked for level, noise and length before a tablet may play it."""
