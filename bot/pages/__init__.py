"""Pages as people see them: templates, style, scripts, and how they are served."""
