"""
What consumers rely on, as pact files: read, held against the document, verified at a target.
"""
