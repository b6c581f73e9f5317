"""The edge: channels, pages, scheduler, settings, clock, command line, composition."""
