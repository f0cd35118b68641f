"""A group of institutions: their published warehouses as one, and a page that sets them side by side.

Each institution publishes by itself, in its own home; a group only reads what is published. ``members`` says who
belongs to it, ``tables`` which tables are united and how figures are set against each other (SQL of every engine),
``warehouse`` writes the file, ``page`` the page.
"""
