"""Answer on the command line, as text or JSON."""
