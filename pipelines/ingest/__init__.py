"""From a file in ``raw/`` to typed rows in ``warehouse/landing/``: discover, decode, recognise, conform, land."""
