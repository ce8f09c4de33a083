status = 'confirmed'
