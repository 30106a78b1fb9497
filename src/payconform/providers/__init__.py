"""
One package a provider, independent of each other; `payconform.catalog` finds them by folder.
"""
