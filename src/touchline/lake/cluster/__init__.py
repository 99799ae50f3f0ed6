"""The journey index on a cluster: Apache Spark builds its shards and asks them the questions.

Spark brings capacity, not speed. It is an extra (``pip install touchline[spark]``) and wants Java 17;
nothing in here is imported before a command names an engine. Workers run the same Python with the same
Touchline installed, and reach the lake and the shards under the same names.
"""
