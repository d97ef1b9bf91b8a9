"""ONVIF devices: whatever one does, a value or a `DeviceFailure` comes out of here."""
