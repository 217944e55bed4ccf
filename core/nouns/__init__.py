"""The nouns: frozen values that every room, process and door shares, each written once.

They hold plain values or numpy arrays and import no other room, so both sides of a process boundary can use them.
"""
