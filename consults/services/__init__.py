"""Every change of a consult."""
