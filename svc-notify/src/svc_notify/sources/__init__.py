"""Where a citizen's notifications come from: one module for each source, and what all of them have to declare.

A module here with a ``SOURCE`` is a source: it says which events of its topic lead to which milestone, how each
milestone is pushed, and which values its texts (``templates/<milestone>.yaml``) may name. There is nowhere else to
register one, and a source that leaves something open does not start (``catalogue``, ``template_files``).
"""
