kind <> 'handed_over'
