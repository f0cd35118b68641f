"""Grids and answers are recognised as tables of declared formats, by their headers and members."""
