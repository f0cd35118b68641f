"""One module per command: what the operator sees. The work itself is elsewhere."""
