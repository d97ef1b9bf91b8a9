"""The commands `lokus camera`: what is on a network, what a device is and offers."""
