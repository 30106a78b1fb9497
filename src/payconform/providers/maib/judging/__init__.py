"""
What maib's rules say about traffic that somebody else made: the checks of the stories, bound to the
exchanges that they hold for.
"""
