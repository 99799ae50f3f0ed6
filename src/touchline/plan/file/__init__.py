"""A plan as a YAML file: written, read, compared and applied. Nothing in it is an id of a row.

``nodes`` reads YAML into nodes that know their line, ``fields`` single values, ``reading`` the whole;
``writing`` writes it; ``words`` says what differs; ``applying`` brings a workspace to it.
"""
