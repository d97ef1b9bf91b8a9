"""What is to be known of ONVIF devices, without speaking to one."""
