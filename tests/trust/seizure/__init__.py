"""What somebody has who takes a thing away: each test searches raw bytes for what was planted, and says what is there all the same."""
