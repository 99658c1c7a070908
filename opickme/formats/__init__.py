"""Formats of dates where Django's own read wrong."""
