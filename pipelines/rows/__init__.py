"""Cells of text become typed rows under canonical columns, with every fault of every cell."""
