"""The terminal: every feature without a screen. Each command is one file."""
