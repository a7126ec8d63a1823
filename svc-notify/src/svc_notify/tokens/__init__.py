"""The Official Account's access: a pair of tokens whose second half works exactly once."""
