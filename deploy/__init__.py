"""Set-up for a developer, a tablet and a trust server. Nothing under `kiosk/` imports it and no wheel carries it."""
