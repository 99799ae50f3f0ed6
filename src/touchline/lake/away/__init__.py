"""Shards of the index in an object store: a folder at home says which files stand there.

Questions see a shard as ever. What they look at of it is fetched, held against its checksum, kept in a folder
of a bounded size, and mapped from there.
"""
