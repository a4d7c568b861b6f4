"""A built site, whoever built it: the chat links that its pages hold, and what is wrong with them."""
