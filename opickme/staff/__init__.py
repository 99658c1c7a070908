"""The staff's desk: one admin site for all apps, its front page, its lists."""
