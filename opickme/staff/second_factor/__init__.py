"""The second factor of the staff: a code from a phone (TOTP, RFC 6238), or a recovery code."""
