"""Raises while it is imported."""
print("about to fail")
raise ValueError("from inside")
