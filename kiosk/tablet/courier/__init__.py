"""The courier: a process of its own that keeps what was sealed until the trust has it, calls staff, and brings the ward pack."""
