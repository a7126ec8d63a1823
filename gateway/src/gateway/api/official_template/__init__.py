"""Zalo's official e-government mini app template, served unchanged: its paths, its envelope, its words.

Nothing of it leaks into the services: ``mapping.py`` is the one table between their interface and this one. Source: the
template's own calls (docs/contracts/zalo.md, section 9.6).
"""
