"""Who calls the verbs: the command line, the scheduler, the page, the demo."""
