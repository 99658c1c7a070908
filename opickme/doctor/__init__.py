"""Tells an operator in a line for each part what works, what does not, and what to do.

A check is a function: what it returns is right; `Wrong` says what is not, and the remedy.
"""
