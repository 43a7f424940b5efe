"""The whole product on one machine: databases, store, identity provider, web and worker, kept running."""
