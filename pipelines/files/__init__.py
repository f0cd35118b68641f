"""Files of a home become grids of text: which there are, what their names say, and a reader for each kind."""
