"""Makes the sample night: a registry, the evidence of one night, and the reports of a dozen officers.

Everything in it is invented: companies, streets, people, plates and numbers. The telephone numbers
are of the 555-01xx block that is kept free for fiction.
"""
