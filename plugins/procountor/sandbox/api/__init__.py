"""Procountor's HTTP interface, as its published contract (`openapi.yaml` beside this package) describes it."""
