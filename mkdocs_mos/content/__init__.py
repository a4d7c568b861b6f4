"""What authors write, where it stands, and what is wrong with it."""
