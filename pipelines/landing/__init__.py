"""All of ``raw/`` into ``warehouse/landing/``: what changed is read, judged, merged and remembered."""
