"""
What each provider says, read from the rows: rules, areas, OpenAPI documents, fixtures.
"""
