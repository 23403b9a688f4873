"""Where the backend keeps things: `tables` says what, `database` how it is opened, `migrations` how it grows.

Everything here is written for whoever takes the stopped disk: what is not stored cannot be read there. Sealed things
stay sealed; records carry no tablet, no order and no time finer than a quarter of a day.
"""
