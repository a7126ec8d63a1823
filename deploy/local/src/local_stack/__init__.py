"""The whole province on one machine: MongoDB, Apache Kafka, the Zalo simulator and every service, without containers.

``make run`` shows it in the foreground, ``local_stack.stack.Stack`` starts it from a test or a measurement, and the
pytest plugin lends a test a MongoDB or a Kafka of its own.
"""
