"""Backup and restore: the database as of one moment, then every file that its rows name.

A file is stored before its row and deleted after it, so a copy of the files that begins after the database's moment
has all of them, but those whose owners deleted them meanwhile.
"""
