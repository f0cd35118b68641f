"""The readers behind ``decode``: one module per kind of file, each giving grids of text."""
