"""Relays: other ways in which a ward is told of a staff call, beside the boards of the console. One file for each kind.

    webhook   an HTTPS address that is posted to, signed, with an id that is the same at every try
    mqtt      an MQTT 5 broker: QoS 1, a retained heartbeat, a last will
    espa      a paging system on a serial line, ESPA 4.4.4
    tap       a paging system that speaks TAP 1.8 over TCP
    command   a program of the trust's own, as for a relay board

What is told is `told.Told`: the place and "please attend", nothing of the person and nothing of why. Each relay has a queue, a thread, a time-out and
a health of its own (`relay.Relay`): one that hangs or is dead delays nobody else. A relay adds to boards and to the wired call system, and replaces
neither.
"""
