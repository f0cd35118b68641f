"""The same warehouse on Spark, for many institutions that one machine no longer serves (docs/beyond-one-machine.md).

Nothing here is needed, installed or imported on one machine. Belongs here: starting a session, building and publishing
there, reading logs on executors, and showing that both engines say the same. SQL stands in the dbt project.
"""
