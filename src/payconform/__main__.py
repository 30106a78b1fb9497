"""
`python -m payconform` is the `payconform` command.
"""

from payconform.cli import main

main()
