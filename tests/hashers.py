"""The product's password hashing with small costs: the same code and format, some milliseconds sooner."""

from accounts.hashers import BoundedArgon2Hasher


class QuickArgon2Hasher(BoundedArgon2Hasher):
    time_cost = 1
    memory_cost = 8
