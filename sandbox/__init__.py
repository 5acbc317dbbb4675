"""A stand-in for a DHIS2 server: speaks as 2.42 or as 2.43 over real HTTP, for tests and demo.

The product does not know that it exists. What it answers was recorded from real servers and is
replayed against it (``python -m sandbox replay``); see ``sandbox/README.md``.

Map, from the outside in::

    cli, server          start it: from the command line, or inside a test
    app, routes/         HTTP: one module per family of endpoints; ``/sandbox/*`` steers it
    faults               what goes wrong on demand
    dhis2                one server: clock, version, metadata, people, values, settings
    importer_242/243     what each generation does with a posted data value set
    metadata, sharing, accounts, data_values, …   what the server holds
    country, testland    what a server can be filled with
    replay               recorded conversations against it
"""
