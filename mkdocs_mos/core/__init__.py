"""The rules of MOS: strings and records in, strings and records out; no host, no files."""
