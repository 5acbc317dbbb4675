"""The DHIS2 adapter: the only package that knows its URLs and the shapes of its JSON."""
