"""
Mini, a provider that we made up: three operations, each request signed over its exact bytes.

The modules import each other relatively, so that the folder may stand in any root of rows.
"""
