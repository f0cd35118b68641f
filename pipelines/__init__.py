"""Tongbao: exports of a publicity office become a warehouse and an honest monthly report."""
