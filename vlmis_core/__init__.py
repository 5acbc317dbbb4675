"""The bridge between a country's vaccine stores and DHIS2, free of Airflow.

Packages, each importing only those to its right:
``cli`` → ``services`` → ``database`` | ``dhis2`` → ``reporting`` → ``stock`` → ``errors``.
``stock`` and ``reporting`` are pure: no input or output, no clock, no settings.
"""
