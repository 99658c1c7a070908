"""Recordings as bytes: what they are, how long they last, what is heard in them. Nothing here knows of scripts."""
