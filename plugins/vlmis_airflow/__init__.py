"""The only code of the project that knows Airflow, apart from the DAG files.

Installed as a package; Airflow finds what it needs by entry points. ``plugins/.airflowignore``
keeps its plugin loader from importing these files a second time under other names.
"""
